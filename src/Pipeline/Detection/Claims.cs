using System.Text;
using GridFlow.Readings;

namespace GridFlow.Detection;

/// <summary>What is claimed about readings: the thresholds, and the feeders of which nothing is said. Immutable.</summary>
/// <remarks>
/// The state of a detector depends on none of it, so it may change between any two readings and a replay may run under any of it. For each channel there is a lowest
/// threshold of all meters, by which most readings are passed over without knowing whose they are; only what is left asks for the meter's own.
/// </remarks>
internal sealed class Claims
{
    private readonly double[] _channels;
    private readonly Dictionary<ulong, (byte[] Id, double Sigma)[]> _meters;
    private readonly byte[][] _mutedFeeders;

    /// <param name="globalSigma">For everything that has no narrower one.</param>
    /// <param name="channels">By channel.</param>
    /// <param name="meters">By meter id; for all channels of the meter.</param>
    /// <param name="mutedFeeders">Feeders of which nothing is said.</param>
    public Claims(double globalSigma, IReadOnlyDictionary<Channel, double> channels, IReadOnlyDictionary<string, double> meters, IEnumerable<string> mutedFeeders)
    {
        _channels = [.. new[] { Channel.Voltage, Channel.Current, Channel.Temperature }.Select(channel => channels.GetValueOrDefault(channel, globalSigma))];
        _meters = meters.Select(meter => (Id: Encoding.UTF8.GetBytes(meter.Key), meter.Value))
            .GroupBy(meter => MeterHash.Of(meter.Id)).ToDictionary(group => group.Key, group => group.ToArray());
        _mutedFeeders = [.. mutedFeeders.Select(Encoding.UTF8.GetBytes)];
        var lowest = meters.Count > 0 ? meters.Values.Min() : double.PositiveInfinity;
        (LowestVoltage, LowestCurrent, LowestTemperature) = (Math.Min(_channels[0], lowest), Math.Min(_channels[1], lowest), Math.Min(_channels[2], lowest));
    }

    /// <summary>Lowest threshold of any meter's voltage.</summary>
    public double LowestVoltage { get; }

    /// <summary>Lowest threshold of any meter's current.</summary>
    public double LowestCurrent { get; }

    /// <summary>Lowest threshold of any meter's temperature.</summary>
    public double LowestTemperature { get; }

    /// <summary>Whether some feeder is muted.</summary>
    public bool AnyMuted => _mutedFeeders.Length > 0;

    /// <summary>One threshold for everything, nothing muted.</summary>
    public static Claims Uniform(double sigma) => new(sigma, new Dictionary<Channel, double>(), new Dictionary<string, double>(), []);

    /// <summary>The threshold of a meter's channel; the narrowest applies.</summary>
    public double ThresholdOf(Channel channel, ulong meterHash, ReadOnlySpan<byte> meterId)
    {
        if (_meters.Count > 0 && _meters.TryGetValue(meterHash, out var meters))
        {
            foreach (var (id, sigma) in meters)
            {
                if (meterId.SequenceEqual(id))
                {
                    return sigma;
                }
            }
        }

        return _channels[(int)channel];
    }

    /// <summary>Takes what is found about muted feeders out of a batch, and counts it.</summary>
    public void Mute(ReadingBatch batch)
    {
        if (AnyMuted && batch.Anomalies.Count > 0)
        {
            MuteSome(batch);
        }
    }

    // By itself: what a lambda captures is allocated where its method begins, also when it is never reached.
    private void MuteSome(ReadingBatch batch) =>
        batch.Suppressed = batch.Anomalies.RemoveAll(anomaly => IsMuted(batch, batch.Readings[anomaly.Reading]));

    private bool IsMuted(ReadingBatch batch, in Reading reading)
    {
        if (!FeederField.TryFind(batch, reading, batch.Records[reading.Record], out var feeder))
        {
            return false;
        }

        foreach (var muted in _mutedFeeders)
        {
            if (feeder.SequenceEqual(muted))
            {
                return true;
            }
        }

        return false;
    }
}
