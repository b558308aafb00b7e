//! A message is exactly as large as was asked for: the threshold is shown to the byte.

use super::Numbered;

#[test]
fn a_numbered_message_takes_exactly_the_bytes_that_were_asked_for() {
    for (number, bytes) in [(1, 64), (9, 8_191), (10, 8_192), (4_294_967_295, 8_193)] {
        let message = serde_json::to_string(&Numbered::new(number, bytes)).unwrap();
        assert_eq!(message.len(), bytes as usize, "{message:.40}");
    }
    assert_eq!(serde_json::to_string(&Numbered::new(7, 0)).unwrap(), r#"{"number":7,"padding":""}"#);
}
