import Autodiff
import TestSupport
import Testing

/// Buffers go round: once a loop has run, running it again asks the system for none.
@Suite struct MemoryTests {
  @Test func steadyStateAllocatesNothing() {
    let net = Network(sizes: [10, 64, 64, 2], activation: .tanh)
    let p = net.parameters(noise(4_994, seed: 1).map { $0 * 0.2 })
    let x = Tensor(noise(3_000, seed: 2), shape: [300, 10])
    let loss = { (p: Parameters) in net(x, p).square().mean() }
    func step() { _ = hessianVectorProduct(of: loss, at: p, times: gradient(of: loss, at: p)) }
    step()
    let before = TensorMemory.systemAllocations
    for _ in 0..<5 { step() }
    #expect(TensorMemory.systemAllocations == before)
    #expect(TensorMemory.cachedBytes > 0)
  }
}
