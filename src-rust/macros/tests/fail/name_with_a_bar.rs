use footbridge::command;

#[command(rename = "plugin:mine|open")]
fn open() {}

fn main() {}
