use footbridge::command;

struct Shop;

impl Shop {
    #[command]
    fn open(&self) {}
}

fn main() {}
