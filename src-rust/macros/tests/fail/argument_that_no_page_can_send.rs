use footbridge::command;

struct Socket;

#[command]
fn send(text: String, socket: Socket) {
    drop((text, socket));
}

fn main() {}
