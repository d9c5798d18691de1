using System.Globalization;
using GridFlow.Readings;

namespace GridFlow.Sinks.Live;

/// <summary>Says an anomaly in words.</summary>
internal static class AnomalySentence
{
    public static string Of(AnomalyNotice notice) => notice.Channel switch
    {
        Channel.Voltage => Deviation(notice, "voltage", notice.Reading.VoltageV, "V"),
        Channel.Current => Deviation(notice, "current", notice.Reading.CurrentA, "A"),
        Channel.Temperature => Deviation(notice, "temperature", notice.Reading.TemperatureC, "°C"),
        _ => $"meter {notice.Reading.MeterId}: status changed to {notice.Reading.Status.ToString().ToUpperInvariant()}",
    };

    private static string Deviation(AnomalyNotice notice, string channel, double value, string unit)
    {
        var side = notice.DeviationSigma < 0 ? "below" : "above";
        // One digit more where a whole step would vanish: 0.43 A is not 0.4 A.
        var format = channel == "current" ? "F2" : "F1";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"meter {notice.Reading.MeterId}: {channel} {value.ToString(format, CultureInfo.InvariantCulture)} {unit}, {Math.Abs(notice.DeviationSigma):F1} σ {side} its {Length(notice.Window)} mean {notice.Mean.ToString(format, CultureInfo.InvariantCulture)} {unit}");
    }

    private static string Length(TimeSpan window) => window switch
    {
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{window.TotalHours:0.##}-hour"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{window.TotalMinutes:0.##}-minute"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{window.TotalSeconds:0.##}-second"),
    };
}
