using System.Security.Authentication;
using Google.Rpc;
using GridFlow.Control.Configuration;
using Grpc.Core;

namespace GridFlow.Control.Operator;

/// <summary>A call that failed, for people and for the exit code.</summary>
/// <param name="Message">What is the matter and what to do.</param>
/// <param name="ExitCode">What the process returns.</param>
internal sealed record ControlFailure(string Message, int ExitCode)
{
    /// <summary>Reads an error.</summary>
    public static ControlFailure Of(RpcException error, ControlEndpoint endpoint, TimeSpan timeout) => error.StatusCode switch
    {
        // Only what was raised on this side has an exception: the instance was not reached, or it broke off.
        _ when error.Status.DebugException is { } local && error.StatusCode is StatusCode.Unavailable or StatusCode.Internal => Failed(Unreachable(local, endpoint)),
        StatusCode.DeadlineExceeded => Failed($"{endpoint.Text} did not answer within {DurationText.Words(timeout)}. Wait longer with --timeout; a change that was asked for may still take effect."),
        StatusCode.Unimplemented => Failed($"{endpoint.Text} does not know this call: it is another version of gridflow, or no gridflow."),
        StatusCode.InvalidArgument => new ControlFailure(Text(error), CommandLine.ExitCode.BadArguments),
        _ => Failed(Text(error)),
    };

    private static ControlFailure Failed(string message) => new(message, CommandLine.ExitCode.Failed);

    private static string Unreachable(Exception local, ControlEndpoint endpoint)
    {
        var cause = local;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
            if (cause is AuthenticationException)
            {
                return $"{endpoint.Text} is there, and its certificate or TLS is not accepted: {cause.Message}\n  Name the authority that signed it with --ca-cert FILE or Control:CaPath; http:// when it has no TLS.";
            }
        }

        return $"no gridflow answers at {endpoint.Text}: {cause.Message}\n  That address is from {endpoint.Source}. Another: --address http://host:port, --Control:Address=… or {ConfigurationFault.EnvironmentName("Control:Address")}=…"
            + "\n  Is it started (gridflow run), and is this its gRPC port with http:// or https:// as it has it?";
    }

    // The server's message; and every field it names, which the message alone may not.
    private static string Text(RpcException error)
    {
        var lines = new List<string> { error.Status.Detail.Length > 0 ? error.Status.Detail : ContractWords.Of(error.StatusCode) };
        var details = error.GetRpcStatus();
        foreach (var violation in details?.GetDetail<BadRequest>()?.FieldViolations ?? [])
        {
            var line = $"{violation.Field}: {violation.Description}";
            if (!lines[0].Contains(line, StringComparison.Ordinal))
            {
                lines.Add(line);
            }
        }

        if (details?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan() is { } delay)
        {
            lines.Add($"Try again in {DurationText.Words(delay)}.");
        }

        return string.Concat(string.Join("\n  ", lines).Where(c => c == '\n' || !char.IsControl(c)));
    }
}
