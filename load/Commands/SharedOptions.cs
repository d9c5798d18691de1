using System.CommandLine;

namespace GridFlow.Load.Commands;

/// <summary>Options that several benchmarks have.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object instead of a table." };

    public static Option<string> Bootstrap { get; } = new("--kafka-bootstrap-servers") { Description = "A Kafka on this machine.", DefaultValueFactory = _ => "localhost:9092" };

    public static void Progress(string text) => Console.Error.WriteLine(text);
}
