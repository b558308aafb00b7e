use footbridge::command;

#[command]
fn open(path: String, #[cfg(unix)] mode: u32) {
    drop((path, mode));
}

fn main() {}
