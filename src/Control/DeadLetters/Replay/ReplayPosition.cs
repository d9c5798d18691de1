using System.Security.Cryptography;
using System.Text;
using GridFlow.Control.CommandLine;

namespace GridFlow.Control.DeadLetters.Replay;

/// <summary>Name of the consumer group that a replay's position is committed under, and of its transactions.</summary>
internal static class ReplayPosition
{
    private const string Prefix = "gridflow-dlq-replay-";
    private const int HashDigits = 12;

    /// <summary>The given name, or one for each choice of records: what one choice has passed over, another has not seen.</summary>
    public static string Of(string topic, DeadLetterArguments arguments)
    {
        if (arguments.Replay.Name is { } name)
        {
            return Prefix + name;
        }

        var choice = Encoding.UTF8.GetBytes($"{topic}|{arguments.Replay.To}|{arguments.Choice.Canonical}");
        return Prefix + Convert.ToHexStringLower(SHA256.HashData(choice))[..HashDigits];
    }
}
