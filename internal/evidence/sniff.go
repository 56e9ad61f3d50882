package evidence

import (
	"bytes"
	"encoding/binary"
	"image"
	_ "image/gif"  // sizes of pictures
	_ "image/jpeg" // sizes of pictures
	_ "image/png"  // sizes of pictures
	"slices"
)

// HeadSize is how many bytes of the beginning of a file Sniff wants to see.
const HeadSize = 64 << 10

// maxPixels is the largest picture that a page may be asked to unpack.
const maxPixels = 60_000_000

// Sniff tells what a file is from its first bytes; "" for anything that is not in the table of limits, whatever its name says.
func Sniff(head []byte) string {
	has := func(at int, s string) bool { return len(head) >= at+len(s) && string(head[at:at+len(s)]) == s }
	switch {
	case has(0, "\xff\xd8\xff"):
		return picture(head, "image/jpeg")
	case has(0, "\x89PNG\r\n\x1a\n"):
		return picture(head, "image/png")
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return picture(head, "image/gif")
	case has(0, "RIFF") && has(8, "WEBP"):
		return "image/webp"
	case has(0, "RIFF") && has(8, "WAVE"):
		return "audio/wav"
	case has(4, "ftyp"):
		return isoMedia(head)
	case has(0, "\x1a\x45\xdf\xa3"):
		if bytes.Contains(head[:min(len(head), 64)], []byte("webm")) {
			return "video/webm"
		}
	case has(0, "OggS"):
		return "audio/ogg"
	case has(0, "ID3"), len(head) > 3 && head[0] == 0xff && head[1]&0xe6 == 0xe2 && head[2]&0xf0 != 0xf0 && head[2]&0x0c != 0x0c:
		return "audio/mpeg" // an ID3 tag, or a frame of layer III with a possible rate
	case has(0, "#!AMR"):
		return "audio/amr"
	case has(0, "%PDF-1."), has(0, "%PDF-2."):
		return "application/pdf"
	}
	return ""
}

// picture refuses what only begins like a picture, and pictures that would fill a memory when unpacked.
func picture(head []byte, media string) string {
	c, _, err := image.DecodeConfig(bytes.NewReader(head))
	if err != nil || c.Width < 1 || c.Height < 1 || c.Width*c.Height > maxPixels {
		return ""
	}
	return media
}

// isoMedia reads the brands of an ISO base media file (ISO/IEC 14496-12 §4.3).
func isoMedia(head []byte) string {
	n := int(binary.BigEndian.Uint32(head))
	if n < 16 || n > len(head) {
		return ""
	}
	brands := []string{string(head[8:12])}
	for i := 16; i+4 <= n; i += 4 {
		brands = append(brands, string(head[i:i+4]))
	}
	any := func(of ...string) bool {
		return slices.ContainsFunc(brands, func(b string) bool { return slices.Contains(of, b) })
	}
	switch {
	case any("heic", "heix", "hevc", "mif1", "msf1"):
		return "image/heic"
	case brands[0] == "qt  ":
		return "video/quicktime"
	case brands[0] == "M4A " || brands[0] == "M4B ":
		return "audio/mp4"
	case any("isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "3gp4", "3gp5", "dash", "MSNV"):
		return "video/mp4"
	}
	return ""
}
