use footbridge::command;

#[command(main_thread)]
async fn raise() {}

fn main() {}
