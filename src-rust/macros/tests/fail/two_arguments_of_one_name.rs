use footbridge::command;

#[command]
fn rename(file_name: String, fileName: String) {
    drop((file_name, fileName));
}

fn main() {}
