//! What an attacker writes must not pass for a line of the app's own log.

use super::*;

const FORGED: &str = "2026-01-01T00:00:00.000000Z  INFO footbridge: forged";

#[test]
fn nothing_that_a_page_sends_begins_a_line_of_the_log() {
    let lab = Lab::new();
    let breaks = ["\n", "\r", "\r\n", "\u{b}", "\u{85}", "\u{2028}", "\u{1b}[2K\u{1b}[1G"];
    for line in breaks.map(|mark| format!("a{mark}{FORGED}")) {
        lab.refused(lab.page.request(&line, header::JSON, "{}"), "malformed_request");
        lab.page.post_message(&common::as_message(&lab.right(), &line, json!({})));
        assert!(lab.page.next_script().contains("malformed_request"));
        lab.page.post_message(&line);
        lab.page.invoke("greet", json!({ "name": line })).unwrap();
        lab.page.invoke("greet", json!({ &line: 1 })).unwrap_err();
        lab.page.invoke("echo", json!({ "value": { &line: 1 } })).unwrap();
        lab.page.invoke("plugin:event|emit", json!({ "event": line, "payload": line })).unwrap_err();
        lab.page.wait(lab.page.request("echo", header::JSON, format!("{{\"value\":{line}}}")));
        lab.page.wait(lab.page.request("echo", header::JSON, format!("{{\"value\":\n{FORGED}\n")));
    }
    let log = LISTENERS.0.text();
    assert!(log.contains("forged"), "the attack reached the log");
    for line in log.split(['\n', '\r', '\u{b}', '\u{85}', '\u{2028}', '\u{1b}']) {
        assert!(!line.starts_with(FORGED), "{line}");
    }
    lab.holds();
}

#[test]
fn refused_calls_in_a_loop_are_counted_and_not_written_down_one_by_one() {
    const CALLS: u64 = 2_000;
    let lab = Lab::new();
    let loud = lab.open("loud");
    let lines = || {
        let lines = LISTENERS.0.text();
        let lines = lines.lines().filter(|line| line.contains(" WARN ") && line.contains("\"loud\""));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    loud.invoke("closed", json!({})).unwrap_err();
    assert_eq!(lines().len(), 1, "the first is written down at once: {:?}", lines());
    let start = Instant::now();
    for call in 1..CALLS {
        // Names without end have no more lines than one name.
        let command = if call % 2 == 0 { "closed".to_owned() } else { format!("closed_{call}") };
        loud.invoke(&command, json!({})).unwrap_err();
    }
    drop(loud);
    let (lines, seconds) = (lines(), 2 + start.elapsed().as_secs());
    let bound = usize::try_from(seconds).unwrap() * Limits::default().refusal_lines_max;
    assert!(lines.len() <= bound, "{} lines in {seconds} seconds", lines.len());
    let left_out = |line: &String| {
        let number = line.split("left_out=").nth(1)?.split(' ').next()?;
        number.parse::<u64>().ok()
    };
    let told = lines.iter().filter(|line| line.contains("`closed")).count() as u64;
    assert_eq!(told + lines.iter().filter_map(left_out).sum::<u64>(), CALLS, "none is lost");
    lab.holds();
}
