using System.Diagnostics.Metrics;
using GridFlow.Control.Services.Audit;

namespace GridFlow.Control.Metrics;

/// <summary>Counts the control calls that took effect.</summary>
internal sealed class ControlMetrics : IDisposable
{
    private readonly Meter _meter = new(SubscriberMetrics.MeterName);
    private readonly Counter<long> _commands;

    /// <summary>Makes the instrument, with the series of every command there is.</summary>
    public ControlMetrics()
    {
        _commands = _meter.CreateCounter<long>("gridflow_control_commands", "{call}", "Control calls of this instance that took effect, by command; those that were refused are in the audit trail.");
        foreach (var call in AuditedCall.Calls)
        {
            Add(call, 0);
        }
    }

    /// <summary>A call has done what it was to do.</summary>
    /// <param name="call">Its name in the contract.</param>
    public void Done(string call) => Add(call, 1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Add(string call, long count) => _commands.Add(count, new KeyValuePair<string, object?>("command", call));
}
