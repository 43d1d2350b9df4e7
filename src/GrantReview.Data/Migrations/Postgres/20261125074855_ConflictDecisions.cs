using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GrantReview.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ConflictDecisions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "Counts",
                table: "ScoreSheets",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "HeldAt",
                table: "ScoreSheets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "RuledAt",
                table: "ScoreSheets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "RuledById",
                table: "ScoreSheets",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RulingReason",
                table: "ScoreSheets",
                type: "character varying(4000)",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Contacts",
                table: "Experts",
                type: "character varying(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "DecidedAt",
                table: "Conflicts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "RaisedAt",
                table: "Conflicts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ExcludedExperts",
                table: "Applications",
                type: "character varying(4000)",
                maxLength: 4000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "PiContacts",
                table: "Applications",
                type: "character varying(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Team",
                table: "Applications",
                type: "character varying(4000)",
                maxLength: 4000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "IdentityQuestions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CallId = table.Column<Guid>(type: "uuid", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ExpertId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    About = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    IsSame = table.Column<bool>(type: "boolean", nullable: true),
                    AnsweredById = table.Column<Guid>(type: "uuid", nullable: true),
                    AnsweredAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Reason = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdentityQuestions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_IdentityQuestions_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_IdentityQuestions_AspNetUsers_AnsweredById",
                        column: x => x.AnsweredById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_IdentityQuestions_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Organisations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CallId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Aliases = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    FormerNames = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    Parent = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Organisations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Organisations_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Relations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CallId = table.Column<Guid>(type: "uuid", nullable: false),
                    ExpertId = table.Column<Guid>(type: "uuid", nullable: false),
                    Other = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Ground = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Year = table.Column<int>(type: "integer", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Relations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Relations_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Relations_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityQuestions_AnsweredById",
                table: "IdentityQuestions",
                column: "AnsweredById");

            migrationBuilder.CreateIndex(
                name: "IX_IdentityQuestions_ApplicationId_ExpertId_Name_About",
                table: "IdentityQuestions",
                columns: new[] { "ApplicationId", "ExpertId", "Name", "About" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_IdentityQuestions_CallId",
                table: "IdentityQuestions",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_IdentityQuestions_ExpertId",
                table: "IdentityQuestions",
                column: "ExpertId");

            migrationBuilder.CreateIndex(
                name: "IX_Organisations_CallId_Name",
                table: "Organisations",
                columns: new[] { "CallId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Relations_CallId",
                table: "Relations",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Relations_ExpertId",
                table: "Relations",
                column: "ExpertId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "IdentityQuestions");

            migrationBuilder.DropTable(
                name: "Organisations");

            migrationBuilder.DropTable(
                name: "Relations");

            migrationBuilder.DropColumn(
                name: "Counts",
                table: "ScoreSheets");

            migrationBuilder.DropColumn(
                name: "HeldAt",
                table: "ScoreSheets");

            migrationBuilder.DropColumn(
                name: "RuledAt",
                table: "ScoreSheets");

            migrationBuilder.DropColumn(
                name: "RuledById",
                table: "ScoreSheets");

            migrationBuilder.DropColumn(
                name: "RulingReason",
                table: "ScoreSheets");

            migrationBuilder.DropColumn(
                name: "Contacts",
                table: "Experts");

            migrationBuilder.DropColumn(
                name: "DecidedAt",
                table: "Conflicts");

            migrationBuilder.DropColumn(
                name: "RaisedAt",
                table: "Conflicts");

            migrationBuilder.DropColumn(
                name: "ExcludedExperts",
                table: "Applications");

            migrationBuilder.DropColumn(
                name: "PiContacts",
                table: "Applications");

            migrationBuilder.DropColumn(
                name: "Team",
                table: "Applications");
        }
    }
}
