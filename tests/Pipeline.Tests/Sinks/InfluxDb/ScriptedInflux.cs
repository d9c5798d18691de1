using System.Text;
using GridFlow.Sinks.InfluxDb;

namespace GridFlow.Pipeline.Tests.Sinks.InfluxDb;

/// <summary>A server that keeps lines, refuses a write with a bad one in it, and fails as often as it is told to.</summary>
internal sealed class ScriptedInflux(Func<string, bool> isBad) : IInfluxDbClient
{
    public HashSet<string> Kept { get; } = [];

    /// <summary>Answers to give before anything is looked at.</summary>
    public Queue<InfluxDbAnswer> Failures { get; } = new();

    public int Writes { get; private set; }

    public Task<InfluxDbAnswer> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        Writes++;
        if (Failures.TryDequeue(out var failure))
        {
            return Task.FromResult(failure);
        }

        var text = Encoding.UTF8.GetString(lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (text.FirstOrDefault(isBad) is { } bad)
        {
            return Task.FromResult(new InfluxDbAnswer(InfluxDbOutcome.Refused, $"400 unable to parse '{bad}'"));
        }

        Kept.UnionWith(text);
        return Task.FromResult(InfluxDbAnswer.Written);
    }

    public void Dispose()
    {
    }
}
