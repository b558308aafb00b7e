//! What waits, how much of it, and what goes into one delivery.

use super::{
    entry::{ENTRIES_BYTES_MAX, LARGE_BYTES_MAX},
    *,
};

/// Keeps the deliveries for the test to run when it likes.
#[derive(Default)]
struct Held(Mutex<Vec<Delivery>>);

impl Held {
    fn next(&self) -> Option<Delivery> {
        let mut held = self.0.lock().unwrap();
        (!held.is_empty()).then(|| held.remove(0))
    }
}

impl Courier for Held {
    fn deliver(&self, delivery: Delivery) {
        self.0.lock().unwrap().push(delivery);
    }
}

fn outbox(limits: &Limits) -> (Arc<Held>, Arc<Outbox>) {
    let held = Arc::<Held>::default();
    (Arc::clone(&held), Outbox::new(held, limits))
}

fn push(outbox: &Arc<Outbox>, text: &str) {
    outbox.push(text.to_owned(), outbox.try_room(text.len()).unwrap()).unwrap();
}

#[test]
fn many_messages_are_one_delivery() {
    let (held, outbox) = outbox(&Limits::default());
    for text in ["[1]", "[2]", "[3]"] {
        push(&outbox, text);
    }
    let mut delivery = held.next().unwrap();
    assert_eq!(delivery.script().unwrap(), "__FOOTBRIDGE__.deliver('[[1],[2],[3]]');");
    assert!(held.next().is_none(), "nothing is left to deliver");
}

#[test]
fn entries_in_a_row_that_begin_alike_are_written_as_one() {
    let (held, outbox) = outbox(&Limits::default());
    let entry = |shared: &str, own: &str| {
        let mut entry = EntryText::beginning(format_args!("{shared}"), own.len());
        entry.json.push_str(own);
        entry
    };
    for (shared, own) in [
        ("[0,7", ",0,\"it's\"]"),
        ("[0,7", ",1,[]]"),
        ("[0,7", ",2,\"]\"]"),
        ("[0,77", ",0,1]"),
        ("", "[4,77,1]"),
        ("", "[4,77,1]"),
        ("[0,7", ",3,1]"),
    ] {
        outbox.push(entry(shared, own), outbox.try_room(own.len()).unwrap()).unwrap();
    }
    assert_eq!(outbox.waiting(), 7);
    let mut bytes = entry("[2,7", ",4,null]");
    bytes.behind = Bytes::from_static(&[1, 2, 255]);
    outbox.push(bytes, outbox.try_room(3).unwrap()).unwrap();
    for (own, latest) in
        [(",0,1]", None), (",0,2]", Some("moved")), (",0,3]", Some("moved")), (",0,4]", None)]
    {
        outbox.push_event(entry("[5,[],\"moved\"", own), latest).unwrap();
    }
    let mut delivery = held.next().unwrap();
    assert_eq!(
        delivery.script().unwrap(),
        concat!(
            r#"__FOOTBRIDGE__.deliver('[[0,7,0,"it\'s",1,[],2,"]"],[0,77,0,1],[4,77,1],[4,77,1],[0,7,3,1]]');"#,
            "__FOOTBRIDGE__.deliverBytes('[2,7,4,null];AQL/');",
            r#"__FOOTBRIDGE__.deliver('[[5,[],"moved",0,1],[5,[],"moved",0,3],[5,[],"moved",0,4]]');"#,
        ),
    );
    drop(delivery);
    assert_eq!(outbox.try_room(outbox.room_bytes_max).map(drop), Ok(()), "nothing holds its room any more");
}

#[test]
fn a_page_that_does_not_keep_up_leaves_its_messages_in_the_queue() {
    let (held, outbox) = outbox(&Limits::default());
    let mut under_way = Vec::new();
    for _ in 0..UNACKNOWLEDGED_MAX {
        push(&outbox, "[1]");
        let mut delivery = held.next().unwrap();
        assert!(delivery.script().is_some());
        under_way.push(delivery);
    }
    push(&outbox, "[2]");
    assert!(held.next().is_none(), "as many as may be are not acknowledged");
    assert_eq!(outbox.waiting(), 1);
    under_way.pop();
    assert_eq!(held.next().unwrap().script().unwrap(), "__FOOTBRIDGE__.deliver('[[2]]');");
}

#[test]
fn a_delivery_has_so_many_entries_at_most() {
    let (held, outbox) = outbox(&Limits::default());
    for shared in ["", "[1"] {
        for _ in 0..=2 * ENTRIES_MAX {
            let mut entry = EntryText::beginning(format_args!("{shared}"), 0);
            entry.json.push_str(if shared.is_empty() { "[1,9]" } else { ",9]" });
            outbox.push(entry, outbox.try_room(3).unwrap()).unwrap();
        }
        let mut counts = Vec::new();
        while let Some(mut delivery) = held.next() {
            let Some(script) = delivery.script() else { break };
            counts.push(script.matches(",9").count());
        }
        assert_eq!(counts, [ENTRIES_MAX, ENTRIES_MAX, 1]);
    }
}

#[test]
fn a_delivery_has_a_bound_and_the_next_one_takes_the_rest() {
    fn json(letters: usize) -> EntryText {
        format!("[\"{}\"]", "A".repeat(letters)).into()
    }
    // In base64, zeros are this letter, too.
    let bytes = || {
        let mut entry = EntryText::from("[1]".to_owned());
        entry.behind = Bytes::from(vec![0; 30_000]);
        entry
    };
    let kinds: [(fn() -> EntryText, usize); 3] =
        [(|| json(1_000), ENTRIES_BYTES_MAX), (|| json(30_000), LARGE_BYTES_MAX), (bytes, BYTES_MAX)];
    for (entry, bytes_max) in kinds {
        let (held, outbox) = outbox(&Limits::default());
        let entry_bytes = entry().script_bytes();
        let count = 2 * bytes_max / entry_bytes;
        for _ in 0..count {
            outbox.push(entry(), outbox.try_room(entry().len()).unwrap()).unwrap();
        }
        let (mut sent, mut largest) = (0, 0);
        while let Some(mut delivery) = held.next() {
            let Some(script) = delivery.script() else { break };
            largest = largest.max(script.len());
            sent += script.matches('A').count();
        }
        assert!(largest < bytes_max + entry_bytes, "{largest} bytes are too many");
        assert!(largest > bytes_max - 2 * entry_bytes, "{largest} bytes are few");
        assert_eq!(sent, count * (entry_bytes / 1_000 * 1_000), "nothing is left");
    }
}

#[test]
fn room_comes_back_when_the_page_has_run_the_delivery() {
    let (held, outbox) = outbox(&Limits { outbox_bytes_max: 3 + ENTRY_BYTES, ..Limits::default() });
    push(&outbox, "[1]");
    assert!(matches!(outbox.try_room(1), Err(Unqueued::Full)));
    let mut delivery = held.next().unwrap();
    delivery.script().unwrap();
    assert!(matches!(outbox.try_room(1), Err(Unqueued::Full)), "taken is not yet run");
    drop(delivery);
    assert!(outbox.try_room(1_000_000).is_ok(), "one message may be larger than all the room");
}

#[test]
fn the_latest_event_of_a_name_replaces_one_that_waits() {
    let (held, outbox) = outbox(&Limits { event_bytes_max: 12 + 3 * ENTRY_BYTES, ..Limits::default() });
    outbox.push_event("[1]".to_owned(), Some("resize")).unwrap();
    outbox.push_event("[2]".to_owned(), None).unwrap();
    outbox.push_event("[3]".to_owned(), Some("resize")).unwrap();
    let mut delivery = held.next().unwrap();
    assert_eq!(delivery.script().unwrap(), "__FOOTBRIDGE__.deliver('[[3],[2]]');");
    outbox.push_event("[4]".to_owned(), Some("resize")).unwrap();
    assert_eq!(outbox.waiting(), 1, "what is under way is not replaced");
    assert_eq!(outbox.push_event("[12345]".to_owned(), None), Err(Unqueued::Full));
    drop(delivery);
    assert!(outbox.push_event("[12345]".to_owned(), None).is_ok());
}

#[test]
fn a_document_that_is_gone_lets_everything_go() {
    let (held, outbox) = outbox(&Limits::default());
    push(&outbox, "[1]");
    outbox.close();
    assert_eq!(outbox.waiting(), 0);
    assert!(held.next().unwrap().script().is_none());
    assert!(matches!(outbox.try_room(1), Err(Unqueued::Closed)));
    assert_eq!(outbox.push_answer("[1]".to_owned()), Err(Unqueued::Closed));
}

#[test]
fn deliveries_go_over_a_connection_once_none_is_under_way_by_the_engine() {
    let (held, outbox) = outbox(&Limits::default());
    push(&outbox, "[1]");
    let mut first = held.next().unwrap();
    assert!(first.script().is_some());
    let connection = Arc::<Held>::default();
    assert!(outbox.connect(connection.clone()));
    assert!(!outbox.connect(Arc::<Held>::default()), "a document has one connection");
    push(&outbox, "[2]");
    let mut second = held.next().expect("the first is still under way, and must not be overtaken");
    assert!(second.script().is_some());
    drop((first, second));
    push(&outbox, "[3]");
    assert!(held.next().is_none());
    let statements = connection.next().unwrap().statements().unwrap();
    assert_eq!(statements.iter().map(|statement| &*statement.json).collect::<Vec<_>>(), ["[[3]]"]);
}

#[test]
fn what_a_connection_cannot_carry_goes_by_the_engine_and_in_order() {
    let (held, outbox) = outbox(&Limits::default());
    let connection = Arc::<Held>::default();
    assert!(outbox.connect(connection.clone()));
    push(&outbox, "[1]");
    let mut delivery = connection.next().unwrap();
    let statements = delivery.statements().unwrap();
    push(&outbox, "[2]");
    // As a courier does that has ended.
    drop(connection.next().unwrap());
    delivery.give_back(statements);
    assert!(held.next().is_none(), "the page may still run what the connection carried before");
    outbox.disconnect();
    assert_eq!(held.next().unwrap().script().unwrap(), "__FOOTBRIDGE__.deliver('[[1]]');");
    assert_eq!(held.next().unwrap().script().unwrap(), "__FOOTBRIDGE__.deliver('[[2]]');");
    assert!(!outbox.connect(connection.clone()), "it has had one");
    push(&outbox, "[3]");
    assert!(connection.next().is_none());
    assert_eq!(held.next().unwrap().script().unwrap(), "__FOOTBRIDGE__.deliver('[[3]]');");
    assert_eq!(outbox.try_room(outbox.room_bytes_max).map(drop), Ok(()), "nothing holds its room any more");
}

#[test]
fn what_a_connection_gives_back_after_it_has_ended_goes_by_the_engine() {
    let (held, outbox) = outbox(&Limits::default());
    let connection = Arc::<Held>::default();
    assert!(outbox.connect(connection.clone()));
    push(&outbox, "[1]");
    let mut delivery = connection.next().unwrap();
    let statements = delivery.statements().unwrap();
    outbox.disconnect();
    assert!(held.next().is_none(), "the connection has all that there is");
    delivery.give_back(statements);
    assert_eq!(held.next().unwrap().script().unwrap(), "__FOOTBRIDGE__.deliver('[[1]]');");
    assert_eq!(outbox.try_room(outbox.room_bytes_max).map(drop), Ok(()), "nothing holds its room any more");
}

#[test]
fn delivery_that_a_connection_was_called_for_when_it_ended_goes_by_the_engine() {
    let (held, outbox) = outbox(&Limits::default());
    let connection = Arc::<Held>::default();
    assert!(outbox.connect(connection.clone()));
    push(&outbox, "[1]");
    outbox.disconnect();
    assert!(held.next().is_none(), "it is called for already");
    drop(connection.next().unwrap());
    assert_eq!(held.next().unwrap().script().unwrap(), "__FOOTBRIDGE__.deliver('[[1]]');");
}

#[test]
fn document_that_is_gone_closes_its_connection_and_gets_no_other() {
    #[derive(Default)]
    struct Closed(Mutex<u32>);
    impl Courier for Closed {
        fn deliver(&self, _: Delivery) {}

        fn close(&self) {
            *self.0.lock().unwrap() += 1;
        }
    }
    let closed = Arc::<Closed>::default();
    let (_, outbox) = outbox(&Limits::default());
    assert!(outbox.connect(closed.clone()));
    outbox.close();
    assert_eq!(*closed.0.lock().unwrap(), 1);
    assert!(!outbox.connect(closed));
}
