use footbridge::command;

#[command]
fn größe() {}

fn main() {}
