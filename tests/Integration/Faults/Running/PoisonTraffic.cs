using System.Text;
using Confluent.Kafka;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using Xunit;

namespace GridFlow.Integration.Faults.Running;

/// <summary>Some unreadable records every second, of all kinds, to all partitions; contents from a fixed seed.</summary>
internal sealed class PoisonTraffic : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(40);

    private readonly PipelineSetup _setup;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random = new(4);
    private readonly Task _run;
    private volatile string? _failure;

    /// <summary>Records sent so far; all of them once it has been stopped.</summary>
    public int Sent { get; private set; }

    public PoisonTraffic(PipelineSetup setup)
    {
        _setup = setup;
        _producer = new KafkaProbe(setup).Producer();
        _run = Task.Run(RunAsync);
    }

    /// <summary>Stops and waits until the brokers have everything.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await Task.Run(() => _producer.Flush(TestContext.Current.CancellationToken));
        Assert.Null(_failure);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _producer.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        try
        {
            for (var number = 0; await timer.WaitForNextTickAsync(_stop.Token); number++)
            {
                _producer.Produce(
                    new TopicPartition(_setup.Readings, number % PipelineSetup.Partitions),
                    new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes($"poison-{number}"), Value = Value(number) },
                    report => _failure = report.Error.IsError ? report.Error.Reason : _failure);
                Sent++;
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    // No value, no framing, framing and nothing behind it, a schema that nobody has.
    private byte[]? Value(int number)
    {
        var noise = new byte[_random.Next(1, 40)];
        _random.NextBytes(noise);
        return (number % 5) switch
        {
            0 => null,
            1 => [0xFF, .. noise],
            2 => [0],
            3 => [0, 0, 15, 66, 63, .. noise],
            _ => [.. noise.Select(b => (byte)(b | 1))],
        };
    }
}
