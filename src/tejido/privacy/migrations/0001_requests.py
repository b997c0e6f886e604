import django.db.models.deletion
import django.utils.timezone
import tejido.core.belongs
import tejido.core.codes
import tejido.core.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        ('people', '0003_restriction'),
        ('programmes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=tejido.core.codes.new_code, editable=False, max_length=12, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('person_code', models.CharField(db_index=True, editable=False, max_length=12)),
                ('kind', models.CharField(choices=[('access', 'una copia de sus datos'), ('portability', 'una copia para llevarla a otra entidad'), ('rectification', 'que se corrija algo'), ('restriction', 'que se guarde sin usarse'), ('erasure', 'que se borre'), ('objection', 'que no se use para algo'), ('withdrawal', 'retirar un permiso'), ('complaint', 'una queja'), ('authority', 'un juzgado o una autoridad pide una ficha')], max_length=14, verbose_name='qué se pide')),
                ('state', models.CharField(choices=[('open', 'por contestar'), ('answered', 'contestada'), ('refused', 'contestada: no fue posible'), ('cancelled', 'retirada')], default='open', max_length=10, verbose_name='estado')),
                ('channel', models.CharField(choices=[('portal', 'en su página'), ('paper', 'por escrito'), ('in_person', 'en persona'), ('phone', 'por teléfono')], default='portal', max_length=10, verbose_name='cómo llegó')),
                ('words', tejido.core.sealed.Sealed(blank=True, by='person', kind='text', max_length=2000, verbose_name='con sus palabras')),
                ('authority', models.CharField(blank=True, max_length=300, verbose_name='quién lo manda y con qué ley')),
                ('received_on', models.DateField(verbose_name='llegó el')),
                ('due_on', models.DateField(verbose_name='se contesta antes del')),
                ('extended_on', models.DateField(blank=True, null=True, verbose_name='plazo alargado el')),
                ('extension_reason', models.CharField(blank=True, max_length=300, verbose_name='por qué hace falta más tiempo')),
                ('proof', models.CharField(blank=True, choices=[('', 'todavía no se comprobó'), ('signed_in', 'entró en su cuenta y confirmó quién es'), ('document', 'mostró un documento'), ('known', 'la conoce quien la atiende, en persona'), ('representative', 'su representante mostró el poder y su documento'), ('court', 'mandato escrito de la autoridad, comprobado por otra vía')], default='', max_length=14, verbose_name='cómo se comprobó quién es')),
                ('proof_on', models.DateField(blank=True, null=True, verbose_name='comprobado el')),
                ('answer', tejido.core.sealed.Sealed(blank=True, by='person', kind='text', max_length=4000, verbose_name='respuesta')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='contestada el')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('filed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='network.organisation', verbose_name='entidad')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='data_requests', to='people.person', verbose_name='persona')),
            ],
            options={
                'verbose_name': 'solicitud',
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', tejido.core.belongs.Belongs(by='request', editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='privacy.datarequest')),
            ],
            options={
                'verbose_name': 'aprobación',
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=tejido.core.codes.new_code, editable=False, max_length=12, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('person_code', models.CharField(editable=False, max_length=12, unique=True)),
                ('asked_by', models.CharField(choices=[('person', 'la persona'), ('representative', 'su representante'), ('restored', 'estaba en una copia antigua que se recuperó')], max_length=14, verbose_name='quién lo pidió')),
                ('request_code', models.CharField(blank=True, max_length=12)),
                ('approved_by', models.CharField(blank=True, help_text='code of the account that approved it', max_length=12)),
                ('done_at', models.DateTimeField(verbose_name='hecho')),
                ('removed', models.JSONField(default=dict, help_text='kind → number of rows', verbose_name='qué se borró')),
                ('kept', models.JSONField(default=list, help_text='[{what, law}]', verbose_name='qué se guarda y por qué')),
                ('keeps_name', models.BooleanField(default=False)),
                ('retain_until', models.DateField(blank=True, null=True, verbose_name='se guarda hasta')),
                ('shredded_at', models.DateTimeField(blank=True, null=True, verbose_name='llave destruida')),
                ('mail_code', models.CharField(blank=True, help_text='the message of confirmation, removed once it has left', max_length=12)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='network.organisation', verbose_name='entidad')),
            ],
            options={
                'verbose_name': 'borrado',
                'ordering': ['-done_at'],
            },
        ),
        migrations.CreateModel(
            name='LegalDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=tejido.core.codes.new_code, editable=False, max_length=12, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('starts_on', models.DateField(verbose_name='desde')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='hasta')),
                ('keeps', models.CharField(choices=[('participations', 'en qué participó, desde cuándo y hasta cuándo, sin nombre'), ('named', 'en qué participó, desde cuándo y hasta cuándo, con su nombre')], default='participations', max_length=14, verbose_name='qué hay que guardar')),
                ('law', models.CharField(max_length=300, verbose_name='qué norma lo manda')),
                ('years', models.PositiveSmallIntegerField(verbose_name='años desde la salida')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legal_duties', to='network.organisation', verbose_name='entidad')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme', verbose_name='programa')),
            ],
            options={
                'verbose_name': 'obligación legal',
                'ordering': ['law'],
            },
        ),
        migrations.CreateModel(
            name='RightsTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=tejido.core.codes.new_code, editable=False, max_length=12, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('answer_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='días para contestar')),
                ('extension_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='días más, si hace falta')),
                ('contact', models.CharField(blank=True, max_length=200, verbose_name='a quién preguntar')),
                ('authority', models.CharField(blank=True, max_length=200, verbose_name='a qué autoridad quejarse')),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rights_terms', to='network.organisation', verbose_name='entidad')),
            ],
            options={
                'verbose_name': 'plazos y contacto',
            },
        ),
        migrations.AddIndex(
            model_name='datarequest',
            index=models.Index(fields=['organisation', 'state', 'due_on'], name='requests_by_deadline'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('request', 'by'), name='one_approval_each'),
        ),
    ]
