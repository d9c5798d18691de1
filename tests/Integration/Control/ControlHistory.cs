using System.Globalization;
using System.Text;
using System.Text.Json;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;

namespace GridFlow.Integration.Control;

/// <summary>
/// What the control topic says of one group, read as a stranger would: which thresholds each revision has, and from which offset of each partition on a revision is in force.
/// From that alone follows by which threshold every reading must have been measured.
/// </summary>
internal sealed class ControlHistory
{
    private readonly Dictionary<int, List<(long Revision, long Offset)>> _switches = [];
    private readonly List<long> _revisions = [];
    private readonly List<IReadOnlyDictionary<string, double>> _thresholds = [];
    private readonly List<string> _contradictions = [];
    private readonly double _configured;

    private ControlHistory(double configured) => _configured = configured;

    /// <summary>Revisions of all changes, in order.</summary>
    public IReadOnlyList<long> Revisions => _revisions;

    /// <summary>Where the same partition is said to go over to one revision at two places, or back to an older one. Must be empty.</summary>
    public IReadOnlyList<string> Contradictions => _contradictions;

    /// <summary>Reads the topic to its end.</summary>
    /// <param name="setup">Names topic and group.</param>
    /// <param name="configured">The configured threshold.</param>
    public static async Task<ControlHistory> ReadAsync(PipelineSetup setup, double configured = 2.5)
    {
        var history = new ControlHistory(configured);
        foreach (var record in await Task.Run(() => new KafkaProbe(setup).ReadAll(setup.Control, partitions: 1)))
        {
            var key = Encoding.UTF8.GetString(record.Message.Key!);
            if (key.StartsWith($"{setup.Group}/", StringComparison.Ordinal))
            {
                history.Take(key[(setup.Group.Length + 1)..].Split('/'), JsonDocument.Parse(record.Message.Value!).RootElement, record.Offset.Value + 1);
            }
        }

        return history;
    }

    /// <summary>First offset of a partition that is treated by a revision or a later one; null when it never was.</summary>
    public long? EffectiveFrom(int partition, long revision) =>
        _switches.GetValueOrDefault(partition)?.Where(entry => entry.Revision >= revision).Select(entry => (long?)entry.Offset).FirstOrDefault();

    /// <summary>The threshold of a reading's channel.</summary>
    public double ThresholdOf(Claim claim)
    {
        var switches = _switches.GetValueOrDefault(claim.Partition) ?? [];
        var at = switches.FindLastIndex(entry => entry.Offset <= claim.Offset);
        var thresholds = at < 0 ? null : _thresholds[_revisions.FindLastIndex(change => change <= switches[at].Revision)];
        return thresholds is null ? _configured
            : thresholds.TryGetValue($"meter/{claim.MeterId}", out var meter) ? meter
            : thresholds.TryGetValue($"channel/{claim.Channel.ToLowerInvariant()}", out var channel) ? channel
            : thresholds.GetValueOrDefault("global", _configured);
    }

    private void Take(string[] key, JsonElement value, long offset)
    {
        switch (key[0])
        {
            case "threshold":
                var thresholds = new Dictionary<string, double>(_thresholds.LastOrDefault() ?? new Dictionary<string, double>());
                var scope = string.Join('/', key[1..]);
                thresholds.Remove(scope);
                if (value.TryGetProperty("sigma", out var sigma))
                {
                    thresholds[scope] = sigma.GetDouble();
                }

                Change(offset, thresholds);
                break;
            case "pause":
                Change(offset, _thresholds.LastOrDefault() ?? new Dictionary<string, double>());
                break;
            case "applied":
                Switch(int.Parse(key[^1], CultureInfo.InvariantCulture), value.GetProperty("revision").GetInt64(), value.GetProperty("offset").GetInt64());
                break;
        }
    }

    private void Change(long revision, IReadOnlyDictionary<string, double> thresholds)
    {
        _revisions.Add(revision);
        _thresholds.Add(thresholds);
    }

    private void Switch(int partition, long revision, long offset)
    {
        if (!_switches.TryGetValue(partition, out var before))
        {
            _switches[partition] = before = [];
        }

        if (before.Count > 0 && before[^1] == (revision, offset))
        {
            // Said twice, the same both times.
            return;
        }

        if (before.Count > 0 && (before[^1].Revision >= revision || before[^1].Offset > offset))
        {
            _contradictions.Add($"partition {partition}: revision {revision} from {offset} after revision {before[^1].Revision} from {before[^1].Offset}");
        }

        before.Add((revision, offset));
    }
}
