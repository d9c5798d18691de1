using System.Globalization;
using System.Net;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>Where a <see cref="SinkGate"/> listens and leads to.</summary>
/// <param name="Listen">What the broker's listener advertises.</param>
/// <param name="UpstreamHost">Where that listener really is.</param>
/// <param name="UpstreamPort">Its port.</param>
internal sealed record SinkGateAddress(IPEndPoint Listen, string UpstreamHost, int UpstreamPort)
{
    /// <summary>Reads <c>ADDRESS:PORT=HOST:PORT</c>; null when it is none.</summary>
    public static SinkGateAddress? Parse(string text)
    {
        var sides = text.Split('=');
        var colon = sides[^1].LastIndexOf(':');
        return sides.Length == 2
            && IPEndPoint.TryParse(sides[0], out var listen) && listen.Port > 0
            && colon > 0 && int.TryParse(sides[1].AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536
            ? new SinkGateAddress(listen, sides[1][..colon], port)
            : null;
    }
}
