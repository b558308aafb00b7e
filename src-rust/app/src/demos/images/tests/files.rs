//! Files that a person opens, whatever they are, and the file that is written.

use super::*;

/// A folder of its own.
struct Desk(TempDir, ChosenFiles);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap(), ChosenFiles::default())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn open(&self, path: &Path) -> Result<Decoded, Failure> {
        let file = self.1.get(self.1.choose(path)?.id)?;
        decode(&file, UNWATCHED).map_err(|stop| match stop {
            Stop::Failed(failure) => failure,
            Stop::Cancelled => panic!("nobody cancelled"),
        })
    }

    fn open_bytes(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<Decoded, Failure> {
        fs::write(self.path(name), bytes).unwrap();
        self.open(&self.path(name))
    }

    /// Checks that opening `bytes` fails with one of these codes, and that it is said in a whole sentence with `words`.
    #[track_caller]
    fn refuses(&self, name: &str, bytes: impl AsRef<[u8]>, codes: &[&str], words: &str) {
        let failure = self.open_bytes(name, bytes).map(|_| ()).expect_err(name);
        assert!(codes.contains(&failure.code), "{failure:?}");
        let message = &failure.message;
        assert!(message.contains(words) && message.contains(name) && message.ends_with('.'), "{message}");
    }
}

const FORMATS: [(ImageFormat, &str, &str); 6] = [
    (ImageFormat::Jpeg, "JPEG", "jpg"),
    (ImageFormat::Png, "PNG", "png"),
    (ImageFormat::WebP, "WebP", "webp"),
    (ImageFormat::Gif, "GIF", "gif"),
    (ImageFormat::Tiff, "TIFF", "tif"),
    (ImageFormat::Bmp, "BMP", "bmp"),
];

fn file(format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(120, 80, |x, y| image::Rgb([(x * 2) as u8, (y * 3) as u8, (x ^ y) as u8]));
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(image).write_to(&mut file, format).unwrap();
    file.into_inner()
}

#[test]
fn every_format_opens_by_its_content_whatever_its_name() {
    let desk = Desk::new();
    for (format, name, extension) in FORMATS {
        let opened = desk.open_bytes(&format!("a.{extension}"), file(format)).unwrap();
        assert_eq!((opened.format, opened.named), (name, None));
        assert_eq!(opened.picture.image.dimensions(), (120, 80));
        let pixel = opened.picture.image[(100, 40)];
        let expected = [200, 120, 100 ^ 40, 255];
        // GIF has 256 colours, and JPEG is lossy.
        assert!((0..4).all(|c| pixel[c].abs_diff(expected[c]) < 24), "{name}: {pixel:?}");
        let other = if name == "PNG" { ("b.jpg", "JPEG") } else { ("b.PNG", "PNG") };
        let opened = desk.open_bytes(other.0, file(format)).unwrap();
        assert_eq!((opened.format, opened.named), (name, Some(other.1)));
        assert_eq!(desk.open_bytes("without", file(format)).unwrap().named, None);
    }
}

#[test]
fn file_that_is_cut_short_is_refused_wherever_it_ends() {
    let desk = Desk::new();
    for (format, name, extension) in FORMATS {
        let whole = file(format);
        for percent in [3, 10, 25, 50, 75, 90, 97] {
            let cut = &whole[..whole.len() * percent / 100];
            // Two bytes are no GIF yet, and no JPEG.
            let codes: &[&str] =
                if cut.len() < 16 { &["truncated", "not_a_picture"] } else { &["truncated"] };
            let failure = desk.open_bytes(&format!("cut.{extension}"), cut).map(|_| ());
            let failure = failure.expect_err(&format!("{name} of {percent} percent"));
            assert!(codes.contains(&failure.code), "{name} of {percent} percent: {failure:?}");
        }
    }
}

#[test]
fn file_that_is_no_picture_is_told_in_words() {
    let desk = Desk::new();
    desk.refuses("empty.png", "", &["empty"], "zero bytes");
    desk.refuses("letter.jpg", "Dear Ada,", &["not_a_picture"], "named as JPEG");
    desk.refuses("letter.txt", "Dear Ada,", &["not_a_picture"], "is no picture");
    desk.refuses("icon.ico", b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0", &["not_supported"], "ICO");
    let mut damaged = file(ImageFormat::Png);
    damaged[40..60].fill(0xaa);
    desk.refuses("damaged.png", damaged, &["damaged"], "damaged PNG");
    let missing = desk.open(&desk.path("gone.jpg")).map(|_| ()).unwrap_err();
    assert_eq!(missing.code, "not_found");
    let folder = desk.open(desk.0.path()).map(|_| ()).unwrap_err();
    assert_eq!(folder.code, "is_a_folder");
}

#[test]
fn picture_that_declares_too_many_pixels_is_refused_before_it_is_decoded() {
    let desk = Desk::new();
    let side = 60_000_u32;
    let mut png = file(ImageFormat::Png);
    png[16..20].copy_from_slice(&side.to_be_bytes());
    png[20..24].copy_from_slice(&side.to_be_bytes());
    let sum = crc32(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    let mut jpeg = file(ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    let mut gif = file(ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0x60, 0xea, 0x60, 0xea]);
    let mut bmp = file(ImageFormat::Bmp);
    bmp[18..22].copy_from_slice(&side.to_le_bytes());
    bmp[22..26].copy_from_slice(&side.to_le_bytes());
    for (name, bomb) in [("bomb.png", png), ("bomb.jpg", jpeg), ("bomb.gif", gif), ("bomb.bmp", bmp)] {
        desk.refuses(name, bomb, &["too_many_pixels"], "60000 × 60000 pixels");
    }
}

/// The checksum of a PNG chunk. Source: the PNG specification, annex D.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 },
        )
    })
}

#[test]
fn end_of_a_preview_inside_a_jpeg_is_not_the_end_of_the_jpeg() {
    let desk = Desk::new();
    let whole = file(ImageFormat::Jpeg);
    let preview = [&[0xff, 0xe5, 0, 8][..], &[0xff, 0xd8, 0xff, 0xd9, 1, 2]].concat();
    let with_preview = [&whole[..2], &preview, &whole[2..]].concat();
    desk.open_bytes("preview.jpg", &with_preview).unwrap();
    desk.open_bytes("trailed.jpg", [&with_preview[..], b"something behind it"].concat()).unwrap();
    let cut = &with_preview[..with_preview.len() * 2 / 3];
    desk.refuses("cut.jpg", cut, &["truncated"], "cut short");
}

#[test]
fn decoding_that_is_cancelled_ends_as_cancelled() {
    let desk = Desk::new();
    for (format, _, extension) in FORMATS {
        let path = desk.path(&format!("a.{extension}"));
        fs::write(&path, file(format)).unwrap();
        let chosen = desk.1.get(desk.1.choose(&path).unwrap().id).unwrap();
        let stopped = decode(&chosen, Watch::new(&|| true, &|_| {}));
        assert!(matches!(stopped, Err(Stop::Cancelled)), "{extension}");
    }
}

#[test]
fn samples_are_what_they_say() {
    let desk = Desk::new();
    // The large one differs from the first in its size alone.
    for offered in sample::all().iter().filter(|offered| offered.name != "dusk-24mp.jpg") {
        let path = sample::write(offered.name, desk.0.path()).unwrap();
        let opened = desk.open(&path);
        assert_eq!(opened.is_ok(), offered.is_good, "{}: {:?}", offered.name, opened.err());
    }
    let dusk = desk.open(&desk.path("dusk.jpg")).unwrap();
    assert_eq!((dusk.picture.image.dimensions(), dusk.orientation), ((2000, 3000), Orientation::Rotate90));
    assert_eq!(desk.open(&desk.path("misnamed.jpg")).unwrap().named, Some("JPEG"));
    let codes = ["cut-short.jpg", "empty.png", "letter.jpg", "bomb.bmp"]
        .map(|name| desk.open(&desk.path(name)).unwrap_err().code);
    assert_eq!(codes, ["truncated", "empty", "not_a_picture", "too_many_pixels"]);
    assert_eq!(sample::write("../etc", desk.0.path()).unwrap_err().code, "not_found");
}

#[test]
fn export_that_fails_leaves_the_file_that_was_there() {
    let desk = Desk::new();
    let picture = plain(4, 4, [1, 2, 3, 255]);
    let recipe = Recipe { stages: Vec::new(), encode: PNG };
    let result = run(start(&picture), &recipe, (4, 4), &Listener::default()).unwrap();
    let path = desk.path("out.png");
    export::write(&result, &path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), result.bytes);
    export::write(&result, &desk.path("without-an-end")).unwrap();

    let failure = export::write(&result, &desk.path("out.jpg")).unwrap_err();
    assert!(failure.code == "wrong_extension" && failure.message.contains(".png"), "{failure}");
    let folder = desk.path("folder.png");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("inside"), "kept").unwrap();
    assert_eq!(export::write(&result, &folder).unwrap_err().code, "not_written");
    assert_eq!(fs::read_to_string(folder.join("inside")).unwrap(), "kept");
    let left = fs::read_dir(desk.0.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().ends_with(".part")));
}
