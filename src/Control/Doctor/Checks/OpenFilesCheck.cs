using System.Globalization;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>How many files and connections this user's processes may have open.</summary>
internal sealed class OpenFilesCheck : ICheck
{
    // Connections to brokers, subscribers, and open files of 32 days of many partitions.
    private const long Comfortable = 4096;
    private const string Limits = "/proc/self/limits";
    private const string Line = "Max open files";

    /// <inheritdoc/>
    public string Subject => "open files";

    /// <inheritdoc/>
    public string Advice => "ulimit -n shows it.";

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        if (!File.Exists(Limits))
        {
            findings.Skip("this system does not tell its limit");
            return;
        }

        Judge(await File.ReadAllLinesAsync(Limits, stop), findings);
    }

    /// <summary>Reads the limit. .NET raises the soft limit to the hard one at the start, so both are the same here.</summary>
    internal static void Judge(IEnumerable<string> limits, Findings findings)
    {
        var text = limits.FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal))?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (text == "unlimited" || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most >= Comfortable))
        {
            findings.Ok($"at most {text}");
        }
        else
        {
            findings.Advise($"at most {text ?? "an unknown number"}: many partitions and subscribers may need more", string.Create(CultureInfo.InvariantCulture, $"ulimit -n {Comfortable * 16}, or LimitNOFILE= of the service."));
        }
    }
}
