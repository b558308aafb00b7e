use footbridge::command;

#[command(thread = "main")]
fn raise() {}

fn main() {}
