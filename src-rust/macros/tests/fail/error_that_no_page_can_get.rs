use footbridge::command;

struct Broken;

#[command]
fn connect() -> Result<(), Broken> {
    Err(Broken)
}

fn main() {}
