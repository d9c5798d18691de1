using System.Runtime.InteropServices;
using GridFlow.Control.CommandLine;

namespace GridFlow.Control.Hosting;

/// <summary>Ctrl-C and SIGTERM: the first asks for an orderly stop, the second ends the process.</summary>
public sealed class StopSignals : IDisposable
{
    private const long OneGestureMs = 1_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _received;
    private long _firstAt;

    /// <summary>Starts to listen; the runtime's own reaction is switched off.</summary>
    public StopSignals()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _received) == 1)
        {
            _firstAt = Environment.TickCount64;
            // Cancellation runs continuations; not on the runtime's signal thread.
            _ = Task.Run(_stop.Cancel);
            return;
        }

        if (Environment.TickCount64 - _firstAt < OneGestureMs)
        {
            // Tools that stop a program (timeout, terminals, supervisors) often signal it and its group: that is one wish and not two.
            return;
        }

        // The live view hides the cursor; nobody else will bring it back now.
        if (!Console.IsOutputRedirected)
        {
            Console.Write("\e[?25h\n");
        }

        Environment.Exit(ExitCode.Interrupted);
    }
}
