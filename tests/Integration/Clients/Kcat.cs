using System.Buffers.Binary;
using GridFlow.Integration.Programs;

namespace GridFlow.Integration.Clients;

/// <summary>A Kafka client that is not ours, as a program of its own.</summary>
internal sealed class Kcat(PipelineSetup setup)
{
    /// <summary>Values of all records of a topic, as bytes.</summary>
    public async Task<IReadOnlyList<byte[]>> ValuesAsync(string topic)
    {
        // Length in four bytes, then the value.
        var bytes = (await ReadAsync(topic, "%R%s")).Output;
        var values = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            values.Add(bytes[(at + 4)..(at + 4 + length)]);
            at += 4 + length;
        }

        return values;
    }

    /// <summary>Keys and headers of all records of a topic: <c>key|name=value,name=value</c>.</summary>
    public async Task<IReadOnlyList<string>> KeysAndHeadersAsync(string topic) =>
        (await ReadAsync(topic, "%k|%h\n")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<CommandResult> ReadAsync(string topic, string format)
    {
        var properties = setup.ClientProperties.SelectMany(property => new[] { "-X", $"{property.Key}={property.Value}" });
        return (await Command.RunAsync("kcat", ["-b", setup.Kafka, .. properties, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-X", "isolation.level=read_committed", "-f", format]))
            .Succeeded();
    }
}
