using System.Globalization;
using Confluent.Kafka;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using Xunit;

namespace GridFlow.Integration.Faults.Running;

/// <summary>
/// The real generator with a fixed seed and a fixed first event time, and unreadable records in between. Windows fill within seconds; at the default threshold a few
/// readings in a hundred are anomalies, so there is always something to lose or to say twice.
/// </summary>
internal sealed class FaultTraffic : IAsyncDisposable
{
    /// <summary>Readings per second of the scenarios that are about volume.</summary>
    public const int FullRate = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(20);

    private readonly ChildProcess _generator;
    private readonly PoisonTraffic _poison;
    private readonly PipelineSetup _setup;

    private FaultTraffic(PipelineSetup setup, ChildProcess generator)
    {
        _setup = setup;
        _generator = generator;
        _poison = new PoisonTraffic(setup);
    }

    /// <summary>Begins to send; the topic must be there.</summary>
    public static async Task<FaultTraffic> StartAsync(PipelineSetup setup, int rate, int meters)
    {
        // Readings of the past are not ahead of the broker's clock, whatever the seed does.
        string[] arguments =
        [
            ProgramPaths.Generator, "--kafka-bootstrap-servers", setup.Kafka, "--schema-registry-url", setup.Registry, "--topic", setup.Readings, "--no-console",
            "--seed", "4", "--start", "2026-01-05T08:00:00Z", "--anomaly-rate", "0.0005",
            "--event-rate", rate.ToString(CultureInfo.InvariantCulture), "--meters", meters.ToString(CultureInfo.InvariantCulture),
            // A broker that is away for a while, or for good, costs time and no reading.
            "--give-up-after", "5m",
        ];
        var traffic = new FaultTraffic(setup, new ChildProcess("gridflow-generator", ProgramPaths.Host, arguments));
        await traffic.MoreAsync(rate);
        return traffic;
    }

    /// <summary>Waits until so many more records are in the topic; a broker that is away is waited for.</summary>
    public async Task MoreAsync(long records)
    {
        var probe = new KafkaProbe(_setup);
        long? target = null;
        await Until.ThereAsync(
            async () =>
            {
                Assert.False(_generator.HasExited, $"the generator has ended: {_generator.Log}");
                try
                {
                    var end = await Task.Run(() => probe.EndOffsets(_setup.Readings).Sum());
                    target ??= end + records;
                    return end >= target ? null : $"the readings topic has {end} of {target} records";
                }
                catch (KafkaException e)
                {
                    return $"the readings topic cannot be asked: {e.Error.Reason}";
                }
            },
            Patience);
    }

    /// <summary>Stops and waits until the brokers have everything.</summary>
    public async Task StopAsync()
    {
        await _poison.StopAsync();
        await _generator.SignalAsync("INT");
        var exit = await _generator.EndAsync(DrainLimit);
        Assert.True(exit == 0, $"the generator ended with {exit}: {_generator.Log}");
    }

    public async ValueTask DisposeAsync()
    {
        await _poison.DisposeAsync();
        await _generator.DisposeAsync();
    }
}
