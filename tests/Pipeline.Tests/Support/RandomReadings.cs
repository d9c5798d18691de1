using System.Text;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>Readings with everything that the schema allows, from a seed.</summary>
internal sealed class RandomReadings(int seed)
{
    private static readonly double[] Extremes = [0, -0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 1e-300, Math.PI];

    private readonly Random _random = new(seed);

    public SensorReading Next() => new(
        Text(1, Reading.MaxMeterIdBytes),
        _random.Next(10) == 0 ? (_random.Next(2) == 0 ? 0 : 253_402_300_799_999) : _random.NextInt64(0, 253_402_300_800_000),
        Number(),
        Number(),
        Number(),
        (MeterStatus)_random.Next(6),
        _random.Next(3) == 0 ? null : Text(0, 200));

    /// <summary>Valid text of so many bytes in UTF-8 at most.</summary>
    public string Text(int minBytes, int maxBytes)
    {
        var wanted = _random.Next(3) == 0 ? maxBytes : _random.Next(minBytes, Math.Min(maxBytes, 24) + 1);
        var text = new StringBuilder();
        for (var bytes = 0; bytes < wanted;)
        {
            var rune = NextRune();
            if (bytes + rune.Utf8SequenceLength > wanted)
            {
                rune = new Rune('x');
            }

            bytes += rune.Utf8SequenceLength;
            text.Append(rune.ToString());
        }

        return text.ToString();
    }

    private Rune NextRune()
    {
        while (true)
        {
            var limit = _random.Next(4) switch { 0 => 0x10FFFF, 1 => 0x800, _ => 0x80 };
            if (Rune.TryCreate(_random.Next(limit + 1), out var rune))
            {
                return rune;
            }
        }
    }

    private double Number()
    {
        if (_random.Next(10) == 0)
        {
            return Extremes[_random.Next(Extremes.Length)];
        }

        var number = BitConverter.Int64BitsToDouble(_random.NextInt64(long.MinValue, long.MaxValue));
        return double.IsFinite(number) ? number : _random.NextDouble();
    }
}
