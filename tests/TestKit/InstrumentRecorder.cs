using System.Diagnostics.Metrics;

namespace GridFlow.TestKit;

/// <summary>
/// Records the instruments that one object creates, and no other's: test classes run at the same time in one process,
/// and whatever they build has instruments of the same names. An instrument is published on the thread that creates it, while it does.
/// </summary>
public sealed class InstrumentRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, string> _kinds = [];
    private readonly Dictionary<string, double> _values = [];
    private readonly Dictionary<string, HashSet<string>> _labels = [];
    private readonly Dictionary<string, HashSet<InstrumentFacts>> _facts = [];
    private int _creator;

    /// <summary>Listens to nothing until <see cref="Create"/>.</summary>
    public InstrumentRecorder()
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (_creator == Environment.CurrentManagedThreadId)
            {
                _kinds[instrument.Name] = instrument.GetType().Name.Split('`')[0].Replace("Observable", "", StringComparison.Ordinal);
                (_facts.TryGetValue(instrument.Name, out var facts) ? facts : _facts[instrument.Name] = []).Add(new InstrumentFacts(_kinds[instrument.Name], instrument.Unit, instrument.Description));
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Note(i, value, tags));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Note(i, value, tags));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Note(i, value, tags));
        _listener.Start();
    }

    /// <summary>Kind of each instrument (Counter, Gauge, Histogram) by name.</summary>
    public IReadOnlyDictionary<string, string> Kinds => _kinds;

    /// <summary>What the instruments of each name say of themselves; those of one name should say the same.</summary>
    public IReadOnlyDictionary<string, HashSet<InstrumentFacts>> Facts => _facts;

    /// <summary>Last value by name and labels: <c>name label=value label=value</c>.</summary>
    public IReadOnlyDictionary<string, double> Values => _values;

    /// <summary>Names of the labels of an instrument.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> Labels => _labels;

    /// <summary>Creates the object whose instruments are recorded. It has to create them before it returns.</summary>
    public T Create<T>(Func<T> create)
    {
        _creator = Environment.CurrentManagedThreadId;
        try
        {
            return create();
        }
        finally
        {
            _creator = 0;
        }
    }

    /// <summary>Reads all observable instruments.</summary>
    public void Read() => _listener.RecordObservableInstruments();

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = _labels.TryGetValue(instrument.Name, out var known) ? known : _labels[instrument.Name] = [];
        var name = instrument.Name;
        foreach (var tag in tags)
        {
            labels.Add(tag.Key);
            name += $" {tag.Key}={tag.Value}";
        }

        _values[name] = value;
    }
}
