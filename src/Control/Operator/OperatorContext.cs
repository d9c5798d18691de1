using Google.Protobuf;

namespace GridFlow.Control.Operator;

/// <summary>What every operator command works with.</summary>
/// <param name="Client">The instance.</param>
/// <param name="Endpoint">Its address.</param>
/// <param name="Console">Where results go.</param>
/// <param name="Json">JSON on stdout.</param>
/// <param name="Time">The clock.</param>
/// <param name="Stop">Cancelled by Ctrl-C.</param>
internal sealed record OperatorContext(ControlClient Client, ControlEndpoint Endpoint, OperatorConsole Console, bool Json, TimeProvider Time, CancellationToken Stop)
{
    /// <summary>Now.</summary>
    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Shows an answer as JSON or as text.</summary>
    public void Answer(IMessage message, Action<OperatorConsole> text)
    {
        if (Json)
        {
            Console.Line(ProtoJson.Line(message));
        }
        else
        {
            text(Console);
        }
    }
}
