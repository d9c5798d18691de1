using System.Globalization;
using System.IO.Hashing;
using System.Text;
using GridFlow.Sinks.InfluxDb;

namespace GridFlow.Control.Reconciliation;

/// <summary>What InfluxDB knows a point by, series and time, in 24 bytes.</summary>
/// <param name="Series">Hash of the tags and the time, 128 bits: among a billion points two share one with a probability of 10⁻²¹.</param>
/// <param name="TimeMs">Time, ms since 1970.</param>
internal readonly record struct PointKey(UInt128 Series, long TimeMs)
{
    /// <summary>Of tags as InfluxDB holds them.</summary>
    public static PointKey Of(string type, string channel, string meterId, string severity, long timeMs)
    {
        // A meter id may hold anything but a line feed, and the others are symbols: so the parts cannot run into each other.
        var text = string.Create(CultureInfo.InvariantCulture, $"{type}\n{channel}\n{severity}\n{timeMs}\n{meterId}");
        return new PointKey(XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(text)), timeMs);
    }

    /// <summary>Of an anomaly.</summary>
    public static PointKey Of(in AnomalyPoint point) => Of(point.AnomalyType, point.Channel, point.MeterId, point.Severity, point.EventTimeMs);
}
