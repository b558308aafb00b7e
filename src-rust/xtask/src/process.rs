//! Starting other programs: their output stays visible, their exit code becomes ours.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::{env, iter, thread};

/// What a command gives back: its result, or why it stopped.
pub type Outcome<T = ()> = Result<T, Stop>;

/// Why a command stopped, and the code to leave with.
#[derive(Debug, PartialEq)]
pub struct Stop {
    /// One for a failed check, two for a machine that lacks something, a child's own code otherwise.
    pub code: u8,
    /// A sentence for the person at the terminal; empty when the child has said all there is to say.
    pub message: String,
}

impl Stop {
    /// A check that failed, or a step that could not be done.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { code: 1, message: message.into() }
    }

    /// Something that has to be installed first.
    pub fn missing(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into() }
    }

    /// The same stop with more to say.
    pub fn because(self, message: impl Into<String>) -> Self {
        Self { message: message.into(), ..self }
    }
}

/// Prints one quiet line in the manner of cargo.
pub fn say(verb: &str, what: &str) {
    if io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none() {
        eprintln!("\x1b[1;32m{verb:>12}\x1b[0m {what}");
    } else {
        eprintln!("{verb:>12} {what}");
    }
}

/// Runs a command in this terminal and waits for it.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Stop { code: exit_code(status), message: format!("`{}` failed", shown(command)) })
}

/// Runs a command and returns what it wrote on its standard output.
pub fn output(command: &mut Command) -> Outcome<String> {
    filter(command, "")
}

/// Runs a command that reads `input`, and returns what it wrote on its standard output.
pub fn filter(command: &mut Command, input: &str) -> Outcome<String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = command.spawn().map_err(|error| not_started(command, &error))?;
    let mut stdin = child.stdin.take();
    let output = thread::scope(|scope| {
        // A child that has read enough may close its end; what it makes of that is in its exit code.
        scope.spawn(move || stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes())));
        child.wait_with_output()
    });
    let output = output.map_err(|error| Stop::failed(format!("`{}`: {error}", shown(command))))?;
    if !output.status.success() {
        let message = format!("`{}` failed", shown(command));
        return Err(Stop { code: exit_code(output.status), message });
    }
    String::from_utf8(output.stdout).map_err(|_| Stop::failed(format!("`{}` wrote no UTF-8", shown(command))))
}

/// Whether a program of this name can be started.
pub fn is_on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .any(|folder| folder.join(program).with_extension(env::consts::EXE_EXTENSION).is_file())
}

/// The command as a person would type it.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let words = iter::once(program.file_name().unwrap_or_default()).chain(command.get_args());
    let quoted = words.map(|word| {
        let word = word.to_string_lossy();
        if word.is_empty() || word.contains(' ') { format!("'{word}'") } else { word.into_owned() }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

fn not_started(command: &Command, error: &io::Error) -> Stop {
    Stop::missing(format!("`{}` cannot be started: {error}", command.get_program().to_string_lossy()))
}

fn exit_code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        // What a shell reports for a child that a signal ended.
        return u8::try_from(128 + signal).unwrap_or(1);
    }
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn exit_code_of_the_child_is_passed_on() {
        let code = |script: &str| run(Command::new("sh").args(["-c", script])).map_err(|stop| stop.code);
        assert_eq!(code("exit 0"), Ok(()));
        assert_eq!(code("exit 7"), Err(7));
        assert_eq!(code("kill -TERM $$"), Err(143));
    }

    #[cfg(unix)]
    #[test]
    fn filter_passes_input_of_any_length_through() {
        let text = "footbridge ".repeat(100_000);
        assert_eq!(filter(&mut Command::new("cat"), &text), Ok(text));
        let stop = filter(Command::new("sh").args(["-c", "exit 3"]), "unread").expect_err("it failed");
        assert_eq!(stop.code, 3);
    }

    #[test]
    fn program_that_is_not_there_is_named() {
        let stop = run(&mut Command::new("no-such-program")).expect_err("there is no such program");
        assert_eq!(stop.code, 2);
        assert!(stop.message.starts_with("`no-such-program` cannot be started"), "{}", stop.message);
        assert!(!is_on_path("no-such-program"));
        assert!(is_on_path("cargo"));
    }

    #[test]
    fn command_is_shown_as_it_would_be_typed() {
        assert_eq!(
            shown(Command::new("/usr/bin/xvfb-run").args(["-s", "-screen 0"])),
            "xvfb-run -s '-screen 0'"
        );
    }
}
