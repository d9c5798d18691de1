using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>How a stream's values behave.</summary>
public enum StreamShape
{
    /// <summary>A level with noise and outliers.</summary>
    Noise,

    /// <summary>One value, now and then another.</summary>
    Constant,

    /// <summary>10⁶ steps away from where it began.</summary>
    Drift,

    /// <summary>Everywhere that 32 bits of steps reach.</summary>
    Huge,
}

/// <summary>Streams with everything that meters do: gaps, late readings, readings out of order, the same time twice, changing status. From a seed.</summary>
internal sealed class RandomStream
{
    private readonly Random _random;
    private readonly DetectionOptions _options;
    private readonly StreamShape _shape;
    private readonly long _windowMs;
    private readonly (byte[] Id, long CadenceMs)[] _meters;
    private readonly long[] _newest;
    private readonly MeterStatus[] _status;
    private int _made;

    private RandomStream(int seed, DetectionOptions options, StreamShape shape, int meters)
    {
        _random = new Random(seed);
        _options = options;
        _shape = shape;
        _windowMs = (long)options.Window.TotalMilliseconds;
        _meters = [.. Enumerable.Range(0, meters).Select(i => (Id(i), Math.Max(1, _windowMs / _random.Next(2, 80))))];
        _newest = [.. Enumerable.Range(0, meters).Select(_ => 1_760_000_000_000 + _random.Next(1000))];
        _status = new MeterStatus[meters];
    }

    public static List<StreamReading> Make(int seed, DetectionOptions options, StreamShape shape, int meters, int count)
    {
        var stream = new RandomStream(seed, options, shape, meters);
        return [.. Enumerable.Range(0, count).Select(_ => stream.Next())];
    }

    private StreamReading Next()
    {
        _made++;
        var meter = _random.Next(_meters.Length);
        var time = NextTime(meter);
        if (_random.Next(20) == 0)
        {
            _status[meter] = (MeterStatus)_random.Next(6);
        }

        return new StreamReading(_meters[meter].Id, time, Value(_options.Voltage), Value(_options.Current), Value(_options.Temperature), _status[meter]);
    }

    private long NextTime(int meter)
    {
        var newest = _newest[meter];
        var cadence = _meters[meter].CadenceMs;
        var time = _random.Next(100) switch
        {
            < 75 => newest + cadence,
            < 85 => newest + 1 + _random.NextInt64(2 * cadence),
            < 91 => newest - _random.NextInt64(_windowMs),
            < 93 => newest - _windowMs,
            < 95 => newest - _windowMs - 1 - _random.NextInt64(2 * _windowMs),
            < 97 => newest,
            < 98 => newest + _windowMs,
            < 99 => newest + _windowMs - 1,
            _ => newest + _random.NextInt64(4 * _windowMs),
        };
        _newest[meter] = Math.Max(newest, time);
        return time;
    }

    private double Value(ChannelOptions channel)
    {
        var steps = _shape switch
        {
            StreamShape.Noise => 2_300_000 + _random.Next(-2_000, 2_001) + (_random.Next(50) == 0 ? _random.Next(-50_000, 50_001) : 0),
            StreamShape.Constant => 2_300_000 + (_random.Next(100) == 0 ? _random.Next(-5_000, 5_001) : 0),
            StreamShape.Drift => 2_300_000 + (_made * 500L) + _random.Next(-2_000, 2_001),
            _ => _random.NextInt64((long)Math.Ceiling(channel.Minimum / channel.Resolution), (long)(channel.Maximum / channel.Resolution) + 1),
        };
        return (double)(steps * (decimal)channel.Resolution);
    }

    /// <summary>Ids of 1 to 128 bytes, some that differ only in the last.</summary>
    private static byte[] Id(int number)
    {
        int[] lengths = [1, 2, 23, 24, 25, 64, 127, 128];
        var id = new byte[lengths[number % lengths.Length]];
        Array.Fill(id, (byte)'M');
        id[^1] = (byte)(number / lengths.Length);
        return id;
    }
}
