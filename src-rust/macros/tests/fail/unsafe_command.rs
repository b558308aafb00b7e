use footbridge::command;

#[command]
unsafe fn poke(address: usize) {
    drop(address);
}

fn main() {}
