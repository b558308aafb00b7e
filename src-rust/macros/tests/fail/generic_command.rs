use footbridge::command;

#[command]
fn first<T>(list: Vec<T>) {
    drop(list);
}

fn main() {}
