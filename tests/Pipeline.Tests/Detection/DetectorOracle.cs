using System.Numerics;
using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>
/// The detector's definition, written down as simply as it can be: a sorted list for each meter, all sums taken anew for each reading, integers of any size.
/// </summary>
/// <remarks>
/// Window: the meter's readings with time in (newest − length, newest], newest including the tested one, the tested one itself left out. Older than that: late.
/// A time that the window holds already: duplicate.
/// Status: a reading with a status other than OK alarms when neither neighbour in event time has that status. The status of the newest reading outlives the
/// window; before a meter's first reading, and before the oldest of the window for a reading out of order, the status counts as OK.
/// </remarks>
internal sealed class DetectorOracle(DetectionOptions options)
{
    private readonly Dictionary<string, Meter> _meters = [];
    private readonly long _windowMs = (long)options.Window.TotalMilliseconds;

    public int Scored { get; private set; }

    public int Late { get; private set; }

    public int Duplicate { get; private set; }

    /// <summary>Scores one reading. A finding so close to the threshold that rounding decides is marked.</summary>
    public List<(Finding Finding, bool Borderline)> Score(int at, StreamReading r)
    {
        var key = Convert.ToHexString(r.MeterId);
        var meter = _meters.TryGetValue(key, out var known) ? known : _meters[key] = new Meter();
        var newest = meter.Newest is { } n ? Math.Max(n, r.TimeMs) : r.TimeMs;
        if (r.TimeMs <= newest - _windowMs)
        {
            Late++;
            return [];
        }

        meter.Window.RemoveAll(s => s.TimeMs <= newest - _windowMs);
        if (meter.Window.Exists(s => s.TimeMs == r.TimeMs))
        {
            Duplicate++;
            return [];
        }

        Scored++;
        var findings = new List<(Finding, bool)>();
        Test(findings, at, AnomalyType.VoltageDeviation, meter.Window.ConvertAll(s => s.Voltage), r.Voltage, options.Voltage);
        Test(findings, at, AnomalyType.CurrentDeviation, meter.Window.ConvertAll(s => s.Current), r.Current, options.Current);
        Test(findings, at, AnomalyType.TemperatureDeviation, meter.Window.ConvertAll(s => s.Temperature), r.Temperature, options.Temperature);
        var before = r.TimeMs > meter.Newest ? meter.Status : meter.Window.FindLast(s => s.TimeMs < r.TimeMs).Status;
        var after = meter.Window.Find(s => s.TimeMs > r.TimeMs).Status;
        if (r.Status != MeterStatus.Ok && before != r.Status && after != r.Status)
        {
            findings.Add((new Finding(at, AnomalyType.EquipmentFailure, options.Severity.Of(r.Status), 0, 0, 0), false));
        }

        if (meter.Newest is null || r.TimeMs > meter.Newest)
        {
            (meter.Newest, meter.Status) = (r.TimeMs, r.Status);
        }

        meter.Window.Add(r);
        meter.Window.Sort((a, b) => a.TimeMs.CompareTo(b.TimeMs));
        return findings;
    }

    private void Test(List<(Finding, bool)> findings, int at, AnomalyType type, List<double> window, double value, ChannelOptions channel)
    {
        if (window.Count < options.MinimumReadings)
        {
            return;
        }

        var steps = window.ConvertAll(v => Steps(v, channel));
        BigInteger n = steps.Count;
        var sum = steps.Aggregate(BigInteger.Zero, (a, s) => a + s);
        var squares = steps.Aggregate(BigInteger.Zero, (a, s) => a + (s * s));

        // 20 decimal places more than the steps have.
        var scale = BigInteger.Pow(10, 20);
        var stdDev = Root(((n * squares) - (sum * sum)) * scale * scale / (n * (n - 1)));
        var floor = new BigInteger((decimal)channel.StdDevFloor / (decimal)channel.Resolution * 1_000_000_000m) * scale / 1_000_000_000;
        stdDev = BigInteger.Max(stdDev, floor);
        var deviation = Ratio(((n * Steps(value, channel)) - sum) * scale, n * stdDev);
        var distance = Math.Abs(deviation) - options.ThresholdSigma;
        var borderline = distance != 0 && Math.Abs(distance) < 1e-12 * options.ThresholdSigma;
        if (distance > 0 || borderline)
        {
            findings.Add((new Finding(at, type, SeverityOf(Math.Abs(deviation)), deviation, Ratio(sum, n) * channel.Resolution, Ratio(stdDev, scale) * channel.Resolution), borderline));
        }
    }

    private Severity SeverityOf(double deviation) =>
        deviation >= options.Severity.CriticalSigma ? Severity.Critical
        : deviation >= options.Severity.ErrorSigma ? Severity.Error
        : deviation >= options.Severity.WarningSigma ? Severity.Warning
        : Severity.Info;

    private static BigInteger Steps(double value, ChannelOptions channel) =>
        new(Math.Round((decimal)value / (decimal)channel.Resolution, MidpointRounding.ToEven));

    private static double Ratio(BigInteger over, BigInteger under)
    {
        var scale = BigInteger.Pow(10, 30);
        return (double)(over * scale / under) / 1e30;
    }

    private static BigInteger Root(BigInteger square)
    {
        if (square.IsZero)
        {
            return 0;
        }

        var root = BigInteger.One << (int)((square.GetBitLength() / 2) + 1);
        while (true)
        {
            var next = (root + (square / root)) / 2;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }

    private sealed class Meter
    {
        public List<StreamReading> Window { get; } = [];

        public long? Newest { get; set; }

        public MeterStatus Status { get; set; }
    }
}
