use footbridge::command;

#[command(async)]
fn raise() {}

fn main() {}
