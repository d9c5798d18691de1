using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using Xunit;

namespace GridFlow.Control.Operator;

/// <summary>A fake control plane on a free port, and commands that ask it, as they are typed.</summary>
internal sealed class OperatorBench : IAsyncDisposable
{
    private readonly SharedText _output = new();
    private readonly SharedText _error = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private WebApplication? _web;

    public FakeControlPlane Plane { get; } = new();

    public string Address { get; private set; } = "";

    /// <summary>Clock of the commands.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What has been written so far.</summary>
    public string Output => _output.ToString();

    public string Error => _error.ToString();

    /// <summary>The lines of JSON on stdout.</summary>
    public IReadOnlyList<JsonElement> Json => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public static async Task<OperatorBench> StartAsync(TimeProvider? time = null)
    {
        var bench = new OperatorBench { Time = time ?? TimeProvider.System };
        await bench.ServeAsync(port: 0);
        return bench;
    }

    /// <summary>Opens the port, again too.</summary>
    public async Task ServeAsync(int port, HttpProtocols protocols = HttpProtocols.Http2, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(Plane);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = protocols;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        // Streams of a test never end by themselves.
        builder.WebHost.UseShutdownTimeout(TimeSpan.Zero);
        _web = builder.Build();
        _web.MapGrpcService<FakeControlPlane>();
        await _web.StartAsync();
        Address = _web.Urls.Single();
    }

    /// <summary>Closes it, as a killed instance would.</summary>
    public async Task<int> CloseAsync()
    {
        var port = new Uri(Address).Port;
        await _web!.DisposeAsync();
        _web = null;
        return port;
    }

    /// <summary>Runs a command line to its end.</summary>
    public async Task<int> RunAsync(params string[] args) => await RunAsync(interactive: false, 240, args);

    /// <summary>The same, on a terminal.</summary>
    public async Task<int> RunAsync(bool interactive, int width, params string[] args)
    {
        var split = SettingArguments.Split([.. args, .. args.Contains("--address") ? [] : new[] { "--address", Address }]);
        OperatorArguments? arguments = null;
        var parsed = await CommandRunner.RunAsync(split.Rest, Actions(found => arguments = found), _error);
        if (arguments is null)
        {
            return parsed;
        }

        var settings = new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_output) };
        var console = AnsiConsole.Create(settings);
        console.Profile.Width = width;
        return await OperatorCommand.RunAsync(
            arguments, ConfigurationSources.Read(null, split.Settings), new OperatorConsole(console, _error, interactive), Time, _stop.Token);
    }

    /// <summary>Makes each further write to stdout fail.</summary>
    public void FailOutput(IOException failure) => _output.Failure = failure;

    /// <summary>What Ctrl-C does.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Waits until stdout has it.</summary>
    public Task SaysAsync(string text) => Eventually.TrueAsync(() => Output.Contains(text, StringComparison.Ordinal), text);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_web is not null)
        {
            await _web.DisposeAsync();
        }

        _stop.Dispose();
        await _output.DisposeAsync();
        await _error.DisposeAsync();
    }

    private static CommandActions Actions(Action<OperatorArguments> found) => new(
        Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, new CheckActions(Nothing, Nothing, Nothing), (arguments, _) =>
        {
            found(arguments);
            return Task.FromResult(0);
        });

    private static Task<int> Nothing<T>(T arguments, CommonArguments common) => Task.FromResult(0);
}
