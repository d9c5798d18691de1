using GridFlow.Load.Benchmarks;
if (args[0] == "kafka") {
 foreach (var (b, p) in await new KafkaBenchmark(args[1], 10000, int.Parse(args[2]), 8, Console.Error.WriteLine).RunAsync(3))
  Console.WriteLine($"bare {b.ReadingsPerSecond/1e6:F2} M/s {b.CpuSecondsPerMillion:F2} cpu s/M | pipeline {p.ReadingsPerSecond/1e6:F2} M/s {p.CpuSecondsPerMillion:F2} cpu s/M {p.AllocatedBytesPerReading:F1} B anomalies {p.Anomalies*100.0/p.Readings:F2}% | ratio {p.ReadingsPerSecond/b.ReadingsPerSecond:F2}");
 return;
}
foreach (var m in args.Select(int.Parse)) {
var r = await new GraphBenchmark(m, 8, 6).RunAsync();
Console.WriteLine($"{m,8} meters: graph {r.Graph.ReadingsPerSecond/1e6:F2} M/s wall, {r.Graph.ReadingsPerCoreSecond/1e6:F2} M/s/core, {r.Graph.NanosecondsPerReading:F0} ns, {r.Graph.AllocatedBytesPerReading:F3} B, anomalies {r.Graph.Anomalies*100.0/r.Graph.Readings:F2}% | direct {r.Direct.ReadingsPerCoreSecond/1e6:F2} M/s/core {r.Direct.NanosecondsPerReading:F0} ns {r.Direct.AllocatedBytesPerReading:F3} B | eff {r.Efficiency:F2}");
}
