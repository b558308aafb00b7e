//! The table and the reads against real files: every bad input is a code and a sentence, and nothing is cut short.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{read, sample};
use crate::Failure;
use crate::chosen::{Chosen, ChosenFiles};

/// A folder of its own, and a table in which nothing was chosen.
struct Desk {
    folder: TempDir,
    files: ChosenFiles,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), files: ChosenFiles::default() }
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn choose(&self, name: &str, content: impl AsRef<[u8]>) -> Chosen {
        self.files.choose(&self.write(name, content)).unwrap()
    }

    /// A file of this length that takes no room.
    fn choose_long(&self, name: &str, bytes: u64) -> Chosen {
        let path = self.folder.path().join(name);
        File::create(&path).unwrap().set_len(bytes).unwrap();
        self.files.choose(&path).unwrap()
    }

    fn text(&self, id: u32) -> Result<String, Failure> {
        read::text(&self.files.get(id)?)
    }

    fn whole(&self, id: u32) -> Result<Vec<u8>, Failure> {
        read::whole(&self.files.get(id)?)
    }

    fn piece(&self, id: u32, offset: u64, length: u32) -> Result<Vec<u8>, Failure> {
        read::piece(&self.files.get(id)?, offset, length)
    }
}

/// Checks the code, and that the message is whole sentences with the facts in them.
#[track_caller]
fn check<T: std::fmt::Debug>(result: Result<T, Failure>, code: &str, facts: &[&str]) {
    let failure = result.expect_err(code);
    assert_eq!(failure.code, code, "{failure}");
    assert!(failure.message.ends_with('.'), "{failure}");
    for fact in facts {
        assert!(failure.message.contains(fact), "{failure:?} does not say {fact}");
    }
}

#[test]
fn a_chosen_file_is_read_as_text_as_bytes_and_in_pieces() {
    let desk = Desk::new();
    let chosen = desk.choose("note.txt", "käse");
    assert_eq!((chosen.name.as_str(), chosen.bytes.get()), ("note.txt", 5));
    assert_eq!(desk.text(chosen.id).unwrap(), "käse");
    assert_eq!(desk.whole(chosen.id).unwrap(), "käse".as_bytes());
    assert_eq!(desk.piece(chosen.id, 1, 2).unwrap(), "ä".as_bytes());
    assert_eq!(desk.piece(chosen.id, 3, 100).unwrap(), b"se", "the last piece ends where the file ends");
    assert_eq!(desk.piece(chosen.id, 5, 1).unwrap(), b"");
}

#[test]
fn an_empty_file_is_no_error() {
    let desk = Desk::new();
    let chosen = desk.choose("empty.txt", "");
    assert_eq!(desk.text(chosen.id).unwrap(), "");
    assert_eq!(desk.whole(chosen.id).unwrap(), b"");
    assert_eq!(desk.piece(chosen.id, 0, 16).unwrap(), b"");
}

#[test]
fn a_number_that_stands_for_no_file_is_refused() {
    check(Desk::new().text(1), "not_chosen", &["number 1"]);
}

#[test]
fn a_missing_file_is_not_found_when_chosen_and_when_read() {
    let desk = Desk::new();
    check(desk.files.choose(&desk.folder.path().join("gone.txt")), "not_found", &["“gone.txt”"]);
    let chosen = desk.choose("soon.txt", "text");
    fs::remove_file(desk.folder.path().join("soon.txt")).unwrap();
    check(desk.text(chosen.id), "not_found", &["“soon.txt”"]);
}

#[test]
fn a_folder_is_not_a_file_when_chosen_and_when_read() {
    let desk = Desk::new();
    check(desk.files.choose(desk.folder.path()), "is_a_folder", &["Choose a file in it"]);
    let chosen = desk.choose("thing", "text");
    fs::remove_file(&chosen.path).unwrap();
    fs::create_dir(&chosen.path).unwrap();
    check(desk.whole(chosen.id), "is_a_folder", &["“thing”"]);
}

#[test]
fn invalid_utf8_names_its_byte_and_its_offset() {
    let desk = Desk::new();
    let chosen = desk.choose("broken.txt", b"caf\xe9 au lait");
    check(desk.text(chosen.id), "not_utf8", &["0xe9", "offset 3"]);
    let chosen = desk.choose("cut.txt", &"käse".as_bytes()[..2]);
    check(desk.text(chosen.id), "not_utf8", &["0xc3", "offset 1"]);
}

#[test]
fn a_file_that_shrank_is_an_error_and_what_is_left_is_not_passed_off_as_the_whole() {
    let desk = Desk::new();
    let chosen = desk.choose("shrinks.bin", [7; 1000]);
    File::options().write(true).open(&chosen.path).unwrap().set_len(999).unwrap();
    check(desk.text(chosen.id), "changed", &["“shrinks.bin”"]);
    check(desk.whole(chosen.id), "changed", &["Choose it again"]);
    check(desk.piece(chosen.id, 990, 10), "changed", &[]);
    check(desk.piece(chosen.id, 0, 10), "changed", &[]);
    let again = desk.files.choose_again(chosen.path.as_ref()).unwrap();
    assert_eq!(desk.whole(again.id).unwrap().len(), 999);
}

#[test]
fn a_file_that_grew_is_read_as_far_as_it_went() {
    let desk = Desk::new();
    let chosen = desk.choose("grows.log", "one\n");
    desk.write("grows.log", "one\ntwo\n");
    assert_eq!(desk.text(chosen.id).unwrap(), "one\n");
    check(desk.piece(chosen.id, 5, 1), "past_end", &["ends at byte 4"]);
}

#[test]
fn each_way_of_reading_has_its_bound() {
    let desk = Desk::new();
    for (bytes_max, read) in [
        (read::TEXT_BYTES_MAX, Desk::text as fn(&Desk, u32) -> Result<String, Failure>),
        (read::WHOLE_BYTES_MAX, |desk, id| desk.whole(id).map(|_| String::new())),
    ] {
        read(&desk, desk.choose_long("fits", bytes_max).id).unwrap();
        let chosen = desk.choose_long("is-too-long", bytes_max + 1);
        check(read(&desk, chosen.id), "too_large", &[&(bytes_max + 1).to_string(), "pieces"]);
        assert_eq!(desk.piece(chosen.id, bytes_max, 16).unwrap(), [0]);
        assert_eq!(desk.piece(chosen.id, 0, read::PIECE_BYTES_MAX).unwrap().len(), 1024 * 1024);
        check(desk.piece(chosen.id, 0, read::PIECE_BYTES_MAX + 1), "too_large", &["1048577"]);
        check(desk.piece(chosen.id, bytes_max + 2, 1), "past_end", &[]);
    }
}

#[test]
fn the_table_is_bounded_and_the_oldest_choice_goes_first() {
    let desk = Desk::new();
    let path = desk.write("note.txt", "text");
    let first = desk.files.choose(&path).unwrap().id;
    for _ in 1..64 {
        desk.files.choose(&path).unwrap();
    }
    assert!(desk.text(first).is_ok());
    desk.files.choose(&path).unwrap();
    check(desk.text(first), "not_chosen", &[]);
    assert!(desk.text(first + 1).is_ok());
}

#[test]
fn a_path_opens_only_what_was_chosen_whatever_way_it_is_written() {
    let desk = Desk::new();
    let chosen = desk.choose("chosen.txt", "mine");
    let secret = desk.write("secret.txt", "not yours");
    let folder = desk.folder.path();
    fs::create_dir(folder.join("in")).unwrap();

    let open = |path: &Path| desk.files.choose_again(path);
    assert_eq!(desk.text(open(chosen.path.as_ref()).unwrap().id).unwrap(), "mine");
    assert_eq!(desk.text(open(&folder.join("in/../chosen.txt")).unwrap().id).unwrap(), "mine");
    check(open(&secret), "not_chosen", &["secret.txt"]);
    check(open(&folder.join("in/../secret.txt")), "not_chosen", &[]);
    check(open(&folder.join("chosen.txt/../secret.txt")), "not_chosen", &[]);
    check(open(Path::new("chosen.txt")), "not_chosen", &[]);
    check(open(Path::new("")), "not_chosen", &[]);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_counts_as_what_it_leads_to() {
    use std::os::unix::fs::symlink;

    let desk = Desk::new();
    let chosen = desk.choose("chosen.txt", "mine");
    let secret = desk.write("secret.txt", "not yours");
    let [to_chosen, to_secret] = ["to-chosen", "to-secret"].map(|name| desk.folder.path().join(name));
    symlink(&chosen.path, &to_chosen).unwrap();
    symlink(&secret, &to_secret).unwrap();
    assert_eq!(desk.files.choose_again(&to_chosen).unwrap().path, chosen.path);
    let refused = desk.files.choose_again(&to_secret).unwrap_err();
    assert_eq!(refused.code, "not_chosen");
    assert!(!refused.message.contains("secret.txt"), "where the link leads is not told: {refused}");
}

#[test]
fn a_path_that_was_not_chosen_does_not_tell_whether_a_file_is_there() {
    let desk = Desk::new();
    let there = desk.write("a.txt", "");
    let not_there = desk.folder.path().join("b.txt");
    let answer = |path: &Path| desk.files.choose_again(path).unwrap_err().message;
    assert_eq!(answer(&there).replace("a.txt", "b.txt"), answer(&not_there));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let desk = Desk::new();
    let pipe = desk.folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    check(desk.files.choose(&pipe), "unreadable", &["“pipe”", "a pipe"]);
}

/// Root may read everything, so this test runs itself once more as a user who may not.
#[cfg(unix)]
#[test]
fn a_file_without_permission_is_no_access_when_chosen_and_when_read() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    const NOBODY: u32 = 65_534;
    let desk = Desk::new();
    let open_to_all = fs::Permissions::from_mode(0o755);
    if fs::metadata(desk.folder.path()).unwrap().uid() == 0 {
        let test = desk.folder.path().join("test");
        fs::copy(std::env::current_exe().unwrap(), &test).unwrap();
        for path in [desk.folder.path(), &test] {
            fs::set_permissions(path, open_to_all.clone()).unwrap();
        }
        let name = std::thread::current().name().unwrap().to_owned();
        let output = std::process::Command::new(test)
            .args(["--exact", &name])
            .env("TMPDIR", "/tmp")
            .current_dir("/")
            .uid(NOBODY)
            .gid(NOBODY)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let chosen = desk.choose("locked.txt", "text");
    fs::set_permissions(&chosen.path, fs::Permissions::from_mode(0o000)).unwrap();
    check(desk.text(chosen.id), "no_access", &["“locked.txt”"]);
    check(desk.files.choose(chosen.path.as_ref()), "no_access", &["“locked.txt”"]);
}

#[test]
fn every_sample_has_the_length_that_it_says() {
    let desk = Desk::new();
    for sample in sample::all() {
        let chosen = desk.files.choose(&sample::write(sample.name, desk.folder.path()).unwrap()).unwrap();
        assert_eq!((chosen.name.as_str(), chosen.bytes), (sample.name, sample.bytes));
    }
    let left: Vec<_> =
        fs::read_dir(desk.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), sample::all().len(), "{left:?}");
    check(sample::write("../etc", desk.folder.path()), "not_found", &["“../etc”"]);
}

#[test]
fn the_samples_are_what_they_are_for() {
    let desk = Desk::new();
    let open = |name: &str| desk.files.choose(&sample::write(name, desk.folder.path()).unwrap()).unwrap().id;
    assert!(desk.text(open("letter.txt")).unwrap().contains("доброго ранку"));
    assert!(desk.text(open("server.log")).unwrap().lines().all(|line| line.ends_with(" ms")));
    check(desk.text(open("broken.txt")), "not_utf8", &["0xe9"]);
    let colours = desk.whole(open("colours.bin")).unwrap();
    assert!((0..=u8::MAX).all(|byte| colours.contains(&byte)));
}

#[test]
fn the_ruler_says_where_it_is_up_to_its_end() {
    let desk = Desk::new();
    let id = desk.files.choose(&sample::write("ruler.txt", desk.folder.path()).unwrap()).unwrap().id;
    for offset in [0, 65_536, 1024 * 1024 * 1024 - 65_536] {
        let line = String::from_utf8(desk.piece(id, offset, 68).unwrap()).unwrap();
        assert_eq!(line.split_whitespace().nth(5), Some(format!("{offset},").as_str()), "{line}");
        assert!(line.ends_with(".\n\0"), "{line:?}");
    }
}
