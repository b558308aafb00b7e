use footbridge::command;

#[command(rename_all = "kebab-case")]
fn raise(window_label: String) {
    drop(window_label);
}

fn main() {}
