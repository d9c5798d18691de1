using System.CommandLine;
using System.CommandLine.Parsing;
using GridFlow.Control.Configuration;

namespace GridFlow.Control.CommandLine;

/// <summary>The options of every command that asks a running instance.</summary>
internal sealed class ConnectionOptions(TimeSpan timeout, string json)
{
    private readonly Option<Uri?> _address = new("--address")
    {
        Description = "Instance to ask. [default: Control:Address, else Control:Host and Control:GrpcPort]",
        HelpName = "URL",
        CustomParser = Address,
    };

    private readonly Option<string?> _caCert = new("--ca-cert")
    {
        Description = "PEM file of the authority that signed the instance's certificate. [default: Control:CaPath, else those the system trusts]",
        HelpName = "FILE",
        CustomParser = CaCert,
    };

    private readonly Option<TimeSpan?> _timeout = new("--timeout")
    {
        Description = $"Longest wait for an answer. [default: {DurationText.Format(timeout)}]",
        HelpName = "TIME",
        CustomParser = result => Duration(result, "--timeout", TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1)),
    };

    private readonly Option<string?> _user = new("--user") { Description = "Who asks, for the audit line. [default: GRIDFLOW_USER, else user@host]", HelpName = "NAME" };
    private readonly Option<bool> _json = new("--json") { Description = json };

    public IReadOnlyList<Option> Options => [_address, _caCert, _timeout, _user, _json];

    public ConnectionArguments Read(ParseResult parsed) =>
        new(parsed.GetValue(_address), parsed.GetValue(_caCert), parsed.GetValue(_timeout) ?? timeout, parsed.GetValue(_user), parsed.GetValue(_json));

    /// <summary>Reads a length of time within limits.</summary>
    public static TimeSpan? Duration(ArgumentResult result, string name, TimeSpan least, TimeSpan most)
    {
        var text = result.Tokens[0].Value;
        if (!DurationText.TryParse(text, out var duration))
        {
            result.AddError($"'{text}' is not {DurationText.Allowed} ({name}).");
        }
        else if (duration < least || duration > most)
        {
            result.AddError($"'{text}' is not from {DurationText.Format(least)} to {DurationText.Format(most)} ({name}).");
        }

        return duration;
    }

    private static Uri? Address(ArgumentResult result)
    {
        var address = ControlAddress.Parse(result.Tokens[0].Value);
        if (address is null)
        {
            result.AddError($"'{result.Tokens[0].Value}' is not {ControlAddress.Allowed} (--address).");
        }

        return address;
    }

    private static string? CaCert(ArgumentResult result)
    {
        var file = result.Tokens[0].Value;
        if (!File.Exists(file))
        {
            result.AddError($"'{file}' is no file that can be read (--ca-cert).");
        }

        return file;
    }
}
