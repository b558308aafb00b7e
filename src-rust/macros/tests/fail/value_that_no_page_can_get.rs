use footbridge::command;

struct Socket;

#[command]
fn connect() -> Socket {
    Socket
}

fn main() {}
