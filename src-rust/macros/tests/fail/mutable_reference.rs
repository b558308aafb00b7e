use footbridge::command;

#[command]
fn shout(text: &mut str) {
    text.make_ascii_uppercase();
}

fn main() {}
