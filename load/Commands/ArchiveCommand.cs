using System.CommandLine;
using GridFlow.Load.Benchmarks;

namespace GridFlow.Load.Commands;

/// <summary><c>bench archive</c>.</summary>
internal static class ArchiveCommand
{
    public static Command Build()
    {
        var meters = new Option<int>("--meters") { Description = "Meters, all in one partition.", DefaultValueFactory = _ => 10_000 };
        var rows = new Option<int>("--row-group-rows") { Description = "Rows of a row group.", DefaultValueFactory = _ => 131_072 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds; a first one is not counted, the best counts.", DefaultValueFactory = _ => 5 };
        var command = new Command("archive", "Parquet files as they are shipped and in other ways, beside plain and uncompressed ones; simulated grid.") { meters, rows, rounds, SharedOptions.Json };
        command.SetAction(async (parsed, _) =>
        {
            var table = new Report("what", "rows/s per core", "CPU ns/row", "B/row", "allocated B/row", "CPU ÷ plain", "size ÷ plain");
            var speeds = await new ArchiveBenchmark(parsed.GetValue(meters), parsed.GetValue(rows), parsed.GetValue(rounds)).RunAsync();
            foreach (var speed in speeds)
            {
                table.Add(
                    speed.What,
                    speed.Run.ReadingsPerCoreSecond,
                    speed.Run.NanosecondsPerReading,
                    speed.BytesPerRow,
                    speed.Run.AllocatedBytesPerReading,
                    speed.Run.NanosecondsPerReading / speeds[0].Run.NanosecondsPerReading,
                    speed.BytesPerRow / speeds[0].BytesPerRow);
            }

            table.Print(parsed.GetValue(SharedOptions.Json));
        });
        return command;
    }
}
