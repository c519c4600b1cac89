import Drawing
import Foundation
import FoundationXML
import Testing

@Suite struct PictureTests {
  private func picture() -> Picture {
    var inner = Picture(width: 10, height: 10)
    inner.circle(Point(0, 0), radius: 8, .fill(.goal))
    var picture = Picture(width: 100, height: 60)
    picture.rectangle(Frame(x: 10, y: 10, width: 20, height: 20), .fill(.before))
    picture.line([Point(40, 50), Point(90, 50)], .stroke(.after, width: 4))
    picture.picture(inner, in: Frame(x: 60, y: 10, width: 20, height: 20))
    picture.text("a < b & c", at: Point(5, 58), TextStyle(.text, size: 10))
    return picture
  }

  @Test(arguments: Theme.allCases) func shapesHaveTheirColoursAtTheirPlaces(theme: Theme) {
    let bitmap = picture().bitmap(theme: theme, scale: 2)
    #expect(bitmap.width == 200 && bitmap.height == 120)
    #expect(bitmap[40, 40] == theme.color(.before))
    #expect(bitmap[70, 40] == theme.color(.paper))
    #expect(bitmap[130, 100] == theme.color(.after))
    // A quarter of a circle about the corner of its frame; the rest is cut off.
    #expect(bitmap[126, 26] == theme.color(.goal))
    #expect(bitmap[112, 26] == theme.color(.paper) && bitmap[126, 16] == theme.color(.paper))
    #expect(bitmap[156, 56] == theme.color(.paper))
  }

  @Test func edgesAreBlended() {
    var picture = Picture(width: 40, height: 40)
    picture.line([Point(3, 5), Point(35, 31)], .stroke(.text, width: 3))
    let bitmap = picture.bitmap()
    let colors = Set((0..<40).flatMap { y in (0..<40).map { bitmap[$0, y] } })
    #expect(colors.count > 10)
  }

  @Test func textLeavesInkWhereItsAnchorSays() {
    func columns(_ anchor: TextStyle.Anchor) -> [Int] {
      var picture = Picture(width: 120, height: 30)
      picture.text("mmm", at: Point(60, 20), TextStyle(.text, size: 14, anchor: anchor))
      let bitmap = picture.bitmap()
      return (0..<120).filter { x in (0..<30).contains { bitmap[x, $0] != Theme.light.color(.paper) } }
    }
    #expect(columns(.start).first.map { $0 >= 60 } == true)
    #expect(columns(.end).last.map { $0 <= 60 } == true)
    let middle = columns(.middle)
    #expect(middle.first.map { $0 < 55 } == true && middle.last.map { $0 > 65 } == true)
  }

  @Test func theSamePictureGivesTheSameBytes() {
    let (one, two) = (picture(), picture())
    #expect(one.bitmap().png() == two.bitmap().png())
    #expect(one.svg() == two.svg())
    #expect(one.bitmap(theme: .dark).png() != one.bitmap(theme: .light).png())
    #expect(Array(one.bitmap().png().prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
  }

  @Test func svgIsWellFormedAndHoldsEveryElement() throws {
    let elements = try elements(ofSVG: picture().svg())
    #expect(elements.map(\.name) == ["svg", "rect", "polygon", "polyline", "svg", "circle", "text"])
    #expect(elements[3].attributes["stroke"] == Theme.light.color(.after).code)
    #expect(elements[4].attributes["viewBox"] == "0 0 10 10")
    #expect(picture().svg().contains(">a &lt; b &amp; c</text>"))
  }

  @Test func aPageMayGiveTheColours() throws {
    let text = picture().svgWithVariables()
    _ = try elements(ofSVG: text)
    for theme in Theme.allCases {
      for variable in ["goal", "before", "after", "text", "paper"] {
        #expect(theme.styleSheet.contains("--\(variable):#"))
        #expect(text.contains("var(--\(variable))"))
      }
    }
  }
}

struct SVGElement {
  var name: String
  var attributes: [String: String]
}

/// Elements in the order of their beginnings; throws what keeps the text from being XML.
func elements(ofSVG text: String) throws -> [SVGElement] {
  final class Reader: NSObject, XMLParserDelegate {
    var elements: [SVGElement] = []
    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements.append(SVGElement(name: name, attributes: attributes))
    }
  }
  let reader = Reader()
  let parser = XMLParser(data: Data(text.utf8))
  parser.delegate = reader
  guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  return reader.elements
}
