//! What the page's console said, read from the app's output.
//!
//! WebKitWebDriver has no log command, and a collector put in by script would miss whatever happens before it. The
//! engine can write its console to the process's output instead; under `--automation` the app lets it.

/// The errors among the lines of `output`: `console.error`, failed assertions, uncaught exceptions, unhandled
/// rejections, and what the engine itself finds wrong.
pub fn errors(output: &str) -> Vec<&str> {
    output
        .lines()
        .filter(|line| is_error(line) && !is_refused_call(line) && !is_abandoned_call(line))
        .collect()
}

/// A line is `<where>: CONSOLE <source> <level> <text>`, where some sources have no word of their own.
fn is_error(line: &str) -> bool {
    let Some((_, message)) = line.split_once("CONSOLE ") else { return false };
    message.split_whitespace().take(2).any(|word| word == "ERROR")
}

/// Every command that refuses answers 400, which an engine may call a resource that failed to load. No fault of the
/// page.
fn is_refused_call(line: &str) -> bool {
    line.contains("Failed to load resource")
        && line.contains("ipc://localhost/")
        && line.contains("status of 400")
}

/// A page that goes while a call is under way abandons it, and WebKit puts that down to access control. Were the call
/// scheme really closed to the page, every spec that looks at the transport would see the fallback in use.
fn is_abandoned_call(line: &str) -> bool {
    line.contains("Fetch API cannot load ipc://localhost/") && line.ends_with("due to access control checks.")
}

#[cfg(test)]
mod tests {
    use super::errors;

    #[test]
    fn every_kind_of_error_counts_and_nothing_else() {
        let output = "\
            app://localhost/:1:254: CONSOLE ERROR something\n\
            app://localhost/:1:300: CONSOLE WARN the word ERROR further on\n\
            app://localhost/:1:320: CONSOLE ASSERT ERROR a claim\n\
            app://localhost/:1:709: CONSOLE JS ERROR Error: thrown\n\
            CONSOLE JS ERROR Unhandled Promise Rejection: Error: late\n\
            ERROR footbridge: a line of the app's own log\n\
            ipc://localhost/greet: CONSOLE NETWORK ERROR Failed to load resource: the server responded with a status of 400 ()\n\
            user-script:2:306:12: CONSOLE JS ERROR Fetch API cannot load ipc://localhost/greet due to access control checks.\n\
            app://localhost/x.js: CONSOLE NETWORK ERROR Failed to load resource: the server responded with a status of 404 ()\n";
        let found = errors(output);
        assert_eq!(found.len(), 5, "{found:#?}");
        assert!(found[4].contains("404"));
    }
}
