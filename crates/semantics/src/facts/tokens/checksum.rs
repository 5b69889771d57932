//! The checksums that some tokens end in.
//!
//! Sources: the GitHub blog, "Behind GitHub's new authentication token formats" (2021-04-05) and "Announcing npm's new
//! access token format" (2021-09-23); BIP 173 for Bech32, which age uses for its keys.

/// GitHub and npm: 30 characters, and their CRC-32 in six digits of base 62.
pub(super) fn is_crc32_in_base62(token: &str) -> bool {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some((random, checksum)) = token.split_at_checked(30) else { return false };
    let mut rest = crc32(random.as_bytes());
    let mut expected = [b'0'; 6];
    for digit in expected.iter_mut().rev() {
        *digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    checksum.as_bytes() == expected
}

/// The common one, of zlib and Ethernet.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

/// `name` is what stands in front of the `1`, in lower case.
pub(super) fn is_bech32(name: &str, data: &str) -> bool {
    const DIGITS: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let digit = |c: char| DIGITS.find(c.to_ascii_lowercase()).map(|at| at as u32);
    let Some(values) = data.chars().map(digit).collect::<Option<Vec<u32>>>() else { return false };
    let high = name.bytes().map(|byte| u32::from(byte >> 5));
    let low = name.bytes().map(|byte| u32::from(byte & 31));
    polymod(high.chain([0]).chain(low).chain(values)) == 1
}

fn polymod(values: impl Iterator<Item = u32>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let next = (sum & 0x01ff_ffff) << 5 ^ value;
        let used = GENERATOR.iter().enumerate().filter(|(bit, _)| top >> bit & 1 == 1);
        used.fold(next, |sum, (_, part)| sum ^ part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc32_of_its_check_value() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    /// BIP 173, "Test vectors".
    #[test]
    fn bech32_of_the_standard() {
        assert!(is_bech32("a", "2UEL5L"));
        assert!(is_bech32("split", "checkupstagehandshakeupstreamerranterredcaperred2y9e3w"));
        assert!(!is_bech32("split", "checkupstagehandshakeupstreamerranterredcaperred2y9e3q"));
        assert!(!is_bech32("a", "2UEL5B"));
    }
}
