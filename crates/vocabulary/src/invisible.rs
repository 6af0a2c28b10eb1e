//! Characters that do not show: two texts that differ in nothing else look the same.

/// Code points that are ignorable by default (Unicode, `Default_Ignorable_Code_Point`).
const IGNORABLE: [(u32, u32); 17] = [
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1_BCA0, 0x1_BCA3),
    (0x1_D173, 0x1_D17A),
    (0xE_0000, 0xE_0FFF),
];

/// Whether a character shows nothing by itself.
pub fn is_ignorable(c: char) -> bool {
    let code = u32::from(c);
    IGNORABLE.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

#[cfg(test)]
mod tests {
    use super::is_ignorable;

    #[test]
    fn what_does_not_show_is_known() {
        for c in ['\u{200B}', '\u{00AD}', '\u{FEFF}', '\u{E0041}', '\u{2066}'] {
            assert!(is_ignorable(c), "{c:?}");
        }
        for c in ['a', 'é', '。', ' ', '\u{1F600}'] {
            assert!(!is_ignorable(c), "{c:?}");
        }
    }
}
