use footbridge::generate_handler;

fn greet() {}

fn main() {
    let _ = generate_handler![greet];
    greet();
}
