using System.Collections.Frozen;
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
        RequireEach(violations, request.Types_, "types", type => type != AnomalyType.Unspecified && Enum.IsDefined(type), type => $"{(int)type} is no anomaly type");
        RequireEach(
            violations,
            request.MeterIds,
            "meter_ids",
            id => id.Length > 0 && !id.AsSpan(0, id.Length - 1).Contains('*'),
            id => $"'{id}' must be a meter id, or its beginning and one * at the end");
        RequireEach(violations, request.FeederIds, "feeder_ids", id => id.Length > 0 && !id.Contains('*'), id => $"'{id}' must be a feeder id; * is not understood here");
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

    private static void RequireEach<T>(FieldViolations violations, IReadOnlyCollection<T> values, string field, Func<T, bool> allowed, Func<T, string> problem)
    {
        violations.Require(values.Count <= MaxEntries, field, $"at most {MaxEntries} entries");
        var index = 0;
        foreach (var value in values.Take(MaxEntries))
        {
            violations.Require(allowed(value), $"{field}[{index++}]", problem(value));
        }
    }
}
