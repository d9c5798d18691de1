using System.Globalization;
using System.Text;
using CsvHelper;
using GridFlow.Readings;

namespace GridFlow.Simulation;

/// <summary>Readings from a CSV recording, in the file's order.</summary>
/// <remarks>
/// Columns, by name in the first row (case does not matter): <c>timestamp</c>; at least one of <c>voltage_v</c> or <c>voltage</c> (V),
/// <c>current_a</c> or <c>current</c> (A), <c>temperature_c</c> or <c>temperature</c> (°C); optional <c>meter_id</c>, <c>status</c>
/// (OK, DEGRADED, FAULT, OFFLINE, TAMPER, UNKNOWN) and <c>feeder_id</c>. A channel without a column gets the constant of
/// <see cref="ReplayOptions"/>; other columns are ignored. A row that cannot be read is reported, counted and skipped.
/// </remarks>
public sealed class CsvReplay : IReadingSource, IDisposable
{
    /// <summary>One sentence on what a file must have.</summary>
    public const string AcceptedColumns =
        "Needed are timestamp and at least one of voltage_v (or voltage), current_a (or current), temperature_c (or temperature); meter_id, status and feeder_id are read when there";

    private const int MaxIdBytes = 128;
    private readonly CsvReader _csv;
    private readonly ReplayColumns _columns;
    private readonly ReplayOptions _options;
    private readonly Action<RejectedRow>? _onRejected;
    private readonly Dictionary<string, MeterStatus> _statuses = Enum.GetValues<MeterStatus>().ToDictionary(status => status.ToString(), StringComparer.OrdinalIgnoreCase);
    private SensorReading _next;
    private bool _hasNext;
    private long? _shiftMs;

    private CsvReplay(CsvReader csv, string name, ReplayOptions options, Action<RejectedRow>? onRejected)
    {
        _csv = csv;
        _options = options;
        _onRejected = onRejected;
        _columns = ReplayColumns.Find(csv, name);
    }

    /// <summary>Columns that are not used.</summary>
    public IReadOnlyList<string> IgnoredColumns => _columns.Ignored;

    /// <summary>Rows skipped so far because they cannot be read.</summary>
    public long RejectedRows { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="onRejected">Told of every row that is skipped.</param>
    /// <exception cref="ReplayFormatException">The header lacks what every row needs.</exception>
    public static CsvReplay Open(string path, ReplayOptions options, Action<RejectedRow>? onRejected = null) =>
        Read(new StreamReader(path), Path.GetFileName(path), options, onRejected);

    /// <summary>Reads from text; <paramref name="name"/> stands in messages.</summary>
    /// <exception cref="ReplayFormatException">The header lacks what every row needs.</exception>
    public static CsvReplay Read(TextReader text, string name, ReplayOptions options, Action<RejectedRow>? onRejected = null)
    {
        var csv = CsvReader.Create(text, CsvReaderOptions.Default with { TrackLineNumbers = true, TrimWhitespace = true, AllowLineBreaksInQuotes = false });
        try
        {
            return new CsvReplay(csv, name, options, onRejected);
        }
        catch
        {
            csv.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool TryPeek(out long eventTimeMs)
    {
        while (!_hasNext && _csv.Read())
        {
            if (TryParseRow(out _next, out var rejected))
            {
                _shiftMs ??= (_options.StartMs ?? _next.EventTimeMs) - _next.EventTimeMs;
                _next = _next with { EventTimeMs = _next.EventTimeMs + _shiftMs.Value };
                _hasNext = true;
            }
            else
            {
                RejectedRows++;
                _onRejected?.Invoke(rejected);
            }
        }

        eventTimeMs = _next.EventTimeMs;
        return _hasNext;
    }

    /// <inheritdoc/>
    public bool TryTake(out SensorReading reading)
    {
        reading = _next;
        var taken = _hasNext;
        _hasNext = false;
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();

    private bool TryParseRow(out SensorReading reading, out RejectedRow rejected)
    {
        reading = default;
        var status = MeterStatus.Ok;
        if (!EventTimeText.TryParse(Text(_columns.Timestamp), out var eventTimeMs))
        {
            return Reject(_columns.Timestamp, EventTimeText.Expected, out rejected);
        }

        if (!TryNumber(_columns.Voltage, _options.VoltageV, out var voltageV, out rejected)
            || !TryNumber(_columns.Current, _options.CurrentA, out var currentA, out rejected)
            || !TryNumber(_columns.Temperature, _options.TemperatureC, out var temperatureC, out rejected))
        {
            return false;
        }

        var meterId = _columns.MeterId < 0 ? _options.MeterId : Text(_columns.MeterId);
        if (Encoding.UTF8.GetByteCount(meterId) is < 1 or > MaxIdBytes)
        {
            return Reject(_columns.MeterId, $"a meter id of 1 to {MaxIdBytes} bytes", out rejected);
        }

        var word = Text(_columns.Status);
        if (word.Length > 0 && !_statuses.TryGetValue(word, out status))
        {
            return Reject(_columns.Status, $"a status ({string.Join(", ", _statuses.Keys).ToUpperInvariant()})", out rejected);
        }

        var feederId = Text(_columns.FeederId);
        reading = new SensorReading(meterId, eventTimeMs, voltageV, currentA, temperatureC, status, feederId.Length == 0 ? null : feederId);
        return true;
    }

    private bool TryNumber(int column, double constant, out double value, out RejectedRow rejected)
    {
        value = constant;
        rejected = default;
        return column < 0
            || (double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value))
            || Reject(column, "a finite number", out rejected);
    }

    private bool Reject(int column, string expected, out RejectedRow rejected)
    {
        rejected = new RejectedRow(_csv.LineNumber, _csv.Headers[column], Text(column), expected);
        return false;
    }

    private string Text(int column) => column < 0 || column >= _csv.FieldCount ? "" : _csv.GetString(column);
}
