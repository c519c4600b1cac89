import Physics

extension Instruction {
  /// Runs on the given rows.
  ///
  /// Each row's result is the same whichever other rows run with it: there is no reduction over rows.
  /// - Precondition: every instruction's `end` is at most the table's number of channels.
  static func run(_ program: [Instruction], on table: StateTable.Columns, rows: Range<Int>) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= table.rows, "rows \(rows) of \(table.rows)")
    for instruction in program {
      precondition(
        instruction.end <= table.channels, "\(instruction) in a table of \(table.channels) channels")
      instruction.run(table.base, table.stride, rows)
    }
  }

  private func run(_ base: UnsafeMutablePointer<Float>, _ stride: Int, _ rows: Range<Int>) {
    func channel(_ i: Int) -> UnsafeMutablePointer<Float> { base + i * stride }
    let out = channel(out)
    switch operation {
    case .place:
      let x = channel(a + StateLayout.x)
      let y = channel(a + StateLayout.y)
      let cosine = channel(a + StateLayout.cosine)
      let sine = channel(a + StateLayout.sine)
      let (px, py, outY) = (channel(b), channel(b + 1), out + stride)
      for i in rows {
        out[i] = x[i] + (cosine[i] * px[i] - sine[i] * py[i])
        outY[i] = y[i] + (sine[i] * px[i] + cosine[i] * py[i])
      }
    case .velocity:
      let x = channel(a + StateLayout.velocityX)
      let y = channel(a + StateLayout.velocityY)
      let omega = channel(a + StateLayout.angularVelocity)
      let cosine = channel(a + StateLayout.cosine)
      let sine = channel(a + StateLayout.sine)
      let (px, py, outY) = (channel(b), channel(b + 1), out + stride)
      for i in rows {
        out[i] = x[i] - omega[i] * (sine[i] * px[i] + cosine[i] * py[i])
        outY[i] = y[i] + omega[i] * (cosine[i] * px[i] - sine[i] * py[i])
      }
    case .cosine, .sine:
      angle(base, stride, rows, out)
    case .subtract:
      let (x, y) = (channel(a), channel(b))
      for i in rows { out[i] = x[i] - y[i] }
    case .distance:
      let (ax, ay, bx, by) = (channel(a), channel(a + 1), channel(b), channel(b + 1))
      for i in rows {
        let dx = ax[i] - bx[i]
        let dy = ay[i] - by[i]
        out[i] = (dx * dx + dy * dy).squareRoot()
      }
    case .largestOffset:
      let (ax, ay, bx, by) = (channel(a), channel(a + 1), channel(b), channel(b + 1))
      for i in rows { out[i] = max(abs(ax[i] - bx[i]), abs(ay[i] - by[i])) }
    case .sumOfSquares:
      let first = channel(a)
      for i in rows { out[i] = first[i] * first[i] }
      for k in 1..<max(b, 1) {
        let next = channel(a + k)
        for i in rows { out[i] += next[i] * next[i] }
      }
    case .multiply:
      let (x, y) = (channel(a), channel(b))
      for i in rows { out[i] = x[i] * y[i] }
    case .multiplyAdd:
      let (x, y) = (channel(a), channel(b))
      for i in rows { out[i] += x[i] * y[i] }
    case .below:
      let (x, y) = (channel(a), channel(b))
      for i in rows { out[i] = x[i] < y[i] ? 1 : 0 }
    case .streak:
      let holds = channel(a)
      for i in rows { out[i] = holds[i] * (out[i] + 1) }
    case .latch:
      let holds = channel(a)
      for i in rows { out[i] = max(out[i], holds[i]) }
    case .progress:
      let (now, last) = (channel(a), channel(b))
      for i in rows {
        out[i] = last[i] - now[i]
        last[i] = now[i]
      }
    case .tolerance:
      let (x, bound, margin) = (channel(a), channel(b), channel(b + 1))
      for i in rows {
        let beyond = max((x[i] - bound[i]) / margin[i], 0)
        out[i] = 1 / (1 + 9 * beyond * beyond)
      }
    }
  }

  /// Cosine or sine of a difference, from those of its terms, which the engine has at hand.
  private func angle(
    _ base: UnsafeMutablePointer<Float>, _ stride: Int, _ rows: Range<Int>,
    _ out: UnsafeMutablePointer<Float>
  ) {
    func channel(_ i: Int) -> UnsafeMutablePointer<Float> { base + i * stride }
    let (bc, bs) = (channel(b + StateLayout.cosine), channel(b + StateLayout.sine))
    guard a >= 0 else {
      let source = operation == .cosine ? bc : bs
      for i in rows { out[i] = source[i] }
      return
    }
    let (ac, sa) = (channel(a + StateLayout.cosine), channel(a + StateLayout.sine))
    if operation == .cosine {
      for i in rows { out[i] = bc[i] * ac[i] + bs[i] * sa[i] }
    } else {
      for i in rows { out[i] = bs[i] * ac[i] - bc[i] * sa[i] }
    }
  }
}
