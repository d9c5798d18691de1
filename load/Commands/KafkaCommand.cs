using System.CommandLine;
using GridFlow.Load.Benchmarks;

namespace GridFlow.Load.Commands;

/// <summary><c>bench kafka</c>.</summary>
internal static class KafkaCommand
{
    public static Command Build()
    {
        var meters = new Option<int>("--meters") { Description = "Meters.", DefaultValueFactory = _ => 10_000 };
        var readings = new Option<int>("--readings") { Description = "Readings in the topic.", DefaultValueFactory = _ => 5_000_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds; a first one is not counted.", DefaultValueFactory = _ => 3 };
        var command = new Command("kafka", "The pipeline from a real Kafka, at-least-once, beside a bare Consume() loop over the same topic.")
        {
            SharedOptions.Bootstrap, meters, readings, rounds, SharedOptions.Json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var table = new Report("round", "bare readings/s", "bare CPU s/M", "pipeline readings/s", "pipeline CPU s/M", "B/reading", "anomalies %", "pipeline ÷ bare");
            var benchmark = new KafkaBenchmark(
                parsed.GetValue(SharedOptions.Bootstrap)!, parsed.GetValue(meters), parsed.GetValue(readings), partitions: 8, SharedOptions.Progress);
            var round = 0;
            foreach (var (bare, pipeline) in (await benchmark.RunAsync(1 + parsed.GetValue(rounds))).Skip(1))
            {
                table.Add(
                    ++round,
                    bare.ReadingsPerSecond,
                    bare.CpuSecondsPerMillion,
                    pipeline.ReadingsPerSecond,
                    pipeline.CpuSecondsPerMillion,
                    pipeline.AllocatedBytesPerReading,
                    100.0 * pipeline.Anomalies / pipeline.Readings,
                    pipeline.ReadingsPerSecond / bare.ReadingsPerSecond);
            }

            table.Print(parsed.GetValue(SharedOptions.Json));
        });
        return command;
    }
}
