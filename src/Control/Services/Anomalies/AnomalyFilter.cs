using System.Collections.Frozen;
using GridFlow.Control.Services.Errors;
using GridFlow.Sinks.Live;
using GridFlow.V1;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>Which anomalies a subscriber wants.</summary>
internal sealed class AnomalyFilter
{
    private const int MaxEntries = 1000;

    private readonly Detection.Severity _minSeverity;
    private readonly FrozenSet<Detection.AnomalyType> _types;
    private readonly FrozenSet<string> _meters;
    private readonly string[] _meterPrefixes;
    private readonly FrozenSet<string> _feeders;

    private AnomalyFilter(SubscribeAnomaliesRequest request)
    {
        _minSeverity = request.MinSeverity == Severity.Unspecified ? Detection.Severity.Info : (Detection.Severity)((int)request.MinSeverity - 1);
        _types = request.Types_.Select(type => (Detection.AnomalyType)((int)type - 1)).ToFrozenSet();
        _meters = request.MeterIds.Where(id => !id.EndsWith('*')).ToFrozenSet();
        _meterPrefixes = [.. request.MeterIds.Where(id => id.EndsWith('*')).Select(id => id[..^1])];
        _feeders = request.FeederIds.ToFrozenSet();
    }

    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="violations">Told what is wrong with it; the filter counts only when nothing is.</param>
    public static AnomalyFilter Of(SubscribeAnomaliesRequest request, FieldViolations violations)
    {
        violations.Require(Enum.IsDefined(request.MinSeverity), "min_severity", $"{(int)request.MinSeverity} is no severity");
        violations.RequireEach(request.Types_, "types", MaxEntries, type => type != AnomalyType.Unspecified && Enum.IsDefined(type) ? null : $"{(int)type} is no anomaly type");
        violations.RequireEach(
            request.MeterIds,
            "meter_ids",
            MaxEntries,
            id => id.Length > 0 && !id.AsSpan(0, id.Length - 1).Contains('*') ? null : $"'{id}' must be a meter id, or its beginning and one * at the end");
        violations.RequireEach(request.FeederIds, "feeder_ids", MaxEntries, id => id.Length > 0 && !id.Contains('*') ? null : $"'{id}' must be a feeder id; * is not understood here");
        return new AnomalyFilter(request);
    }

    /// <summary>Whether the subscriber wants this one. Runs on the publishing thread: no locks, no allocation.</summary>
    public bool Matches(AnomalyNotice notice) =>
        notice.Severity >= _minSeverity
        && (_types.Count == 0 || _types.Contains(notice.Type))
        && (_feeders.Count == 0 || (notice.Reading.FeederId is { } feeder && _feeders.Contains(feeder)))
        && MatchesMeter(notice.Reading.MeterId);

    private bool MatchesMeter(string meterId)
    {
        if ((_meters.Count == 0 && _meterPrefixes.Length == 0) || _meters.Contains(meterId))
        {
            return true;
        }

        foreach (var prefix in _meterPrefixes)
        {
            if (meterId.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
